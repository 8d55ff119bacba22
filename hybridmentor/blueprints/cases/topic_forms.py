"""The form of what is to be discussed about a case."""

from hybridmentor.web.fields import ButtonForm, MayBeEmpty, NoteField

SETTLED, RAISED = "settled", "raised"


class TopicForm(ButtonForm):
    """What to discuss, in words or without; the button says that it is raised."""

    question = NoteField("topic.question", [MayBeEmpty()], most=1000)
