"""The form that opens a closed case again."""

from hybridmentor.web.fields import HybridForm, NeedsAnswer, NoteField


class ReopenForm(HybridForm):
    """Why a case is opened again."""

    reason = NoteField("reopen.reason", [NeedsAnswer("form.error.no_reason")], most=2000)
