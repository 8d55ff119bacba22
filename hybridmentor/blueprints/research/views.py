"""Table 1 of the note: the published examples, words and codes."""

from hybridmentor.domain.published_cases import tabulate_table1
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.published_examples import list_published_examples, rebuild_published_cases
from hybridmentor.web.guards import requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice
from hybridmentor.web.research_tabs import list_research_tabs
from hybridmentor.web.state import get_session


@requires(Permission.READ_TABLES)
def table1() -> str:
    """The published examples with sums; no person in them, so no audit row."""
    examples = list_published_examples(get_session())
    table = tabulate_table1(rebuild_published_cases(examples))
    return render_page(
        "hybridmentor/research/table1.html",
        table=table,
        examples=examples,
        words=PracticeWords(find_practice()),
        tabs=list_research_tabs("table1"),
    )
