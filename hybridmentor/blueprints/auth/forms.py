"""The form to sign in with."""

import wtforms

from hybridmentor.web.fields import HybridForm, NeedsAnswer, TextField, clean_text


class SignInForm(HybridForm):
    """User name and password; a password is taken as it was typed."""

    login = TextField("sign_in.login", [NeedsAnswer()], most=64)
    password = wtforms.PasswordField("sign_in.password", [NeedsAnswer()])
    next = wtforms.HiddenField(filters=[clean_text])
