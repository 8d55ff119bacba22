"""`hybridmentor tidy`."""

import click

from hybridmentor import clock
from hybridmentor.cli.application import open_application, write
from hybridmentor.cli.output import print_json, tell
from hybridmentor.services.case_figures import bring_up_to_date
from hybridmentor.services.deidentified_releases import end_expired_releases
from hybridmentor.services.drafts import remove_lost_drafts, remove_old_drafts
from hybridmentor.services.experience_words import tidy_words
from hybridmentor.services.mentor_gatherings import remove_old_gatherings
from hybridmentor.services.mentor_profiles import remove_expired_profiles
from hybridmentor.services.sign_ins import forget_old_sign_ins
from hybridmentor.services.submissions import forget_old_submissions


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One document on standard output.")
def tidy(as_json: bool) -> None:
    """Remove what nobody has use for: old drafts, sign-ins, keys of forms, profiles, expired files. Bring figures up to date."""
    with open_application() as (_, state):
        # Each in a transaction of its own, so that nobody who writes meanwhile waits for all of it.
        with write(state) as session:
            old, lost = remove_old_drafts(session), remove_lost_drafts(session)
        with write(state) as session:
            sign_ins, failures = forget_old_sign_ins(session, longest=state.longest)
        with write(state) as session:
            submissions = forget_old_submissions(session)
        with write(state) as session:
            profiles, persons = remove_expired_profiles(session)
        with write(state) as session:
            gatherings = remove_old_gatherings(session)
        with write(state) as session:
            releases = end_expired_releases(session)
        with write(state) as session:
            tidy_words(session)
        figures = bring_up_to_date(lambda: write(state), clock.today())
    removed = {
        "drafts_old": old,
        "drafts_out_of_sight": lost,
        "sign_ins": sign_ins,
        "sign_in_failures": failures,
        "submissions": submissions,
        "mentor_profiles": profiles,
        "workplace_persons": persons,
        "mentor_gatherings": gatherings,
        "deidentified_files": releases,
    }
    tell("cli.tidied", drafts=old + lost, sign_ins=sign_ins, submissions=submissions, profiles=profiles)
    if as_json:
        print_json({"removed": removed, "figures": figures})
