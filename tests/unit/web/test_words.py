"""Words in templates: each in the language of its own request."""

import pytest
from flask import Flask, g

from hybridmentor.web.words import hm_percent


@pytest.mark.parametrize("languages", [("nb", "en"), ("en", "nb")])
def test_a_percent_is_written_in_the_language_of_the_request(languages: tuple[str, str]):
    """Nothing of the request before is kept."""
    app, written = Flask("host"), {}
    for language in languages:
        with app.test_request_context():
            g.hm_language = language
            written[language] = hm_percent(42)
    assert written == {"nb": "42\N{NO-BREAK SPACE}%", "en": "42%"}
