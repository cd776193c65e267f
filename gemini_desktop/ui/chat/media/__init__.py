"""Pictures and sounds: decoded, enlarged, played, and handed to other programs."""
