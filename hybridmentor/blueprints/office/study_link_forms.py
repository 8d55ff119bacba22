"""The buttons beside the link of a survey."""

from hybridmentor.web.fields import ButtonForm, ShownField


class LinkButton(ButtonForm):
    """A button beside a link: what it stands for, and which of the office's addresses was shown."""

    was_number = ShownField("")

    def read_number(self) -> int:
        """The address that was shown; 0 where it cannot be read, which none is."""
        text = self.was_number.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
