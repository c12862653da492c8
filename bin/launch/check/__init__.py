"""bin/demo --check: drive the main job over HTTP, as people and other clients would."""
