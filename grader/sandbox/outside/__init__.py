"""The trusted side: it starts the processes, supervises them, and takes nothing that they send on trust."""
