"""Where student code runs. All but `pool` is the untrusted side and imports only `wire` and `model`."""
