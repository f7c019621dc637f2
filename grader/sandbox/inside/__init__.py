"""The untrusted side: what runs in the process in which student code runs. Nothing trusted imports it."""
