"""From an author's files to what is handed out: recording, releasing, and bundles for other graders."""
