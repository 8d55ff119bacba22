"""The forms in which the lead and the coordinator of the county decide of an experience."""

from hybridmentor.blueprints.experiences.forms import list_reach_choices
from hybridmentor.domain.experience_life import list_reaches, propose_look_again
from hybridmentor.errors import Message
from hybridmentor.models import Experience
from hybridmentor.queries.colleagues import Colleague
from hybridmentor.services.experience_reviews import LEFT_OPEN
from hybridmentor.web.fields import ChoiceField, DateField, HybridForm, MayBeEmpty, NeedsAnswer, NoteField
from hybridmentor.web.guards import get_actor
from hybridmentor.web.words import hm_t

DECISIONS = ("accept", "return", "note", "remove")


class ReviewForm(HybridForm):
    """What the lead decides: useful as it is, to be worded otherwise, a practice note, or withdrawn."""

    decision = ChoiceField("experience.review.decision", [NeedsAnswer("error.choose")])
    reach = ChoiceField("experience.reach", [MayBeEmpty()])
    comment = NoteField("experience.comment", [MayBeEmpty()], most=1000)
    note_owner = ChoiceField("experience.note_owner", [MayBeEmpty()])
    look_again_on = DateField("experience.look_again_on", [MayBeEmpty()])

    def offer_choices(self, experience: Experience, owners: list[Colleague]) -> None:
        """Fill the choices; the lead owns a note, and half a year is proposed, where nothing else is said."""
        self.decision.choices = [(key, hm_t(f"experience.review.{key}")) for key in DECISIONS]
        offered = list_reach_choices(list_reaches(experience.wanted_reach))
        if len(offered) > 1:
            offered.append((LEFT_OPEN, hm_t("experience.reach.county_decides")))
        self.reach.choices = offered
        self.note_owner.choices = [(str(one.user_id), one.name) for one in owners]

    def fill_proposals(self, experience: Experience) -> None:
        """What is proposed before anything is sent."""
        actor = get_actor()
        self.reach.data = experience.reach
        self.note_owner.data = str(experience.note_owner_id or actor.user_id)
        self.look_again_on.data = propose_look_again(actor.today)  # type: ignore[assignment]

    def check_decision(self) -> bool:
        """What the decision needs must be answered."""
        needed = {"return": ("comment",), "note": ("note_owner", "look_again_on")}
        for name in needed.get(str(self.decision.data), ()):
            if not self[name].data and not self[name].errors:
                self.add_fault(Message("error.required", field=Message(self[name].label.text)), name)
        return not self.errors

    def read_reach(self) -> str:
        """How far it is to be read; at its office where nothing is said."""
        return str(self.reach.data or "office")

    def read_owner(self) -> int:
        """Who is to own the note."""
        return int(str(self.note_owner.data or 0))


class SpreadForm(HybridForm):
    """How far the coordinator of the county spreads an experience."""

    reach = ChoiceField("experience.reach", [NeedsAnswer("error.choose")])

    def offer_choices(self, experience: Experience) -> None:
        """Fill the choices: no further than its author wishes."""
        self.reach.choices = list_reach_choices(list_reaches(experience.wanted_reach))

    def fill_proposals(self, experience: Experience) -> None:
        """As far as is wished is proposed."""
        self.reach.data = experience.wanted_reach
