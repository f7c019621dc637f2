"""What students hand in: files, notebooks, folders and git commits, read as data, and made into programs."""
