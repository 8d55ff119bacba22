"""What the browser looks at of what colleagues say to an experience, and of what they follow."""

from __future__ import annotations

from hybridmentor.db import HybridSession
from hybridmentor.models import Experience
from hybridmentor.queries.experiences import find_experience
from hybridmentor.services.experience_comments import add_comment
from hybridmentor.services.experience_uses import mark_useful, tell_use
from hybridmentor.services.saved_searches import save_search
from hybridmentor.services.tag_follows import follow_tag
from tests.browser.board_scenes import LONG_WORD, tell
from tests.support.seed import make_actor

ANSWERED = "Avtal tid for neste samtale med en gang"


def fill_answers(session: HybridSession) -> None:
    """An experience with answers of several people, tags that the adviser follows, and searches. Commits nothing."""
    experience: Experience = tell(
        session,
        "leder",
        2,
        title=ANSWERED,
        learned="Da **slipper** alle å lure:\n\n- bruker\n- mentor\n- [arbeidsgiver](https://example.org/)",
        themes=["expectations", "openness"],
        own_tags="samtale",
        step="wishes",
    )
    for login, words, nameless in (
        ("marked", "Det samme på bedriften. > Vi setter det i kalenderen.", False),
        ("lokalkontakt", f"Hos oss gikk det ikke: {LONG_WORD}", True),
        ("veileder", "Vi **prøver** det.", False),
    ):
        actor = make_actor(session, login)
        visible = find_experience(session, actor, experience.id)
        assert visible is not None
        add_comment(session, actor, visible, words=words, is_nameless=nameless)
        mark_useful(session, actor, visible)
        if login == "marked":
            tell_use(session, actor, visible, "Vi tok det med i oppstartsmøtet")
    adviser = make_actor(session, "veileder")
    for tag in ("expectations", "samtale", LONG_WORD[:40].lower()):
        follow_tag(session, adviser, tag)
    save_search(session, adviser, name="Turnus hos mentor", query="q=turnus&step=mentor")
    save_search(session, adviser, name=LONG_WORD, query="tag=language")
