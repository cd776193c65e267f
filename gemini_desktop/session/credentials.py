"""What the window needs to know of credential files, without asking the network layer itself."""

from gemini_desktop.net.credential_folder import CredentialFile

__all__ = ["CredentialFile"]
