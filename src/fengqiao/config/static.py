"""How built files are named: with their hash; a file that was not built is asked for by its plain name."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class BuiltFiles(CompressedManifestStaticFilesStorage):
    """Hashed and compressed; a missing picture is a missing picture, never a broken page."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The name with its hash, or the plain name of a file that is not there."""
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name
