"""The tables. Importing this package registers them all with the metadata; models name each other by string."""

from hybridmentor.models.absence import Absence as Absence
from hybridmentor.models.audit_event import AuditEvent as AuditEvent
from hybridmentor.models.calendar_feed import CalendarFeed as CalendarFeed
from hybridmentor.models.candidate import Candidate as Candidate
from hybridmentor.models.case import Case as Case
from hybridmentor.models.case_counter import CaseCounter as CaseCounter
from hybridmentor.models.case_figures import CaseChange as CaseChange, KeptFigures as KeptFigures
from hybridmentor.models.case_form import CaseForm as CaseForm
from hybridmentor.models.case_outcome import CaseOutcome as CaseOutcome
from hybridmentor.models.case_pause import CasePause as CasePause
from hybridmentor.models.case_review import CaseReview as CaseReview, CaseTopic as CaseTopic
from hybridmentor.models.case_role import CaseRole as CaseRole
from hybridmentor.models.case_step import CaseStep as CaseStep
from hybridmentor.models.case_turn import CaseTurn as CaseTurn
from hybridmentor.models.case_work import CaseWork as CaseWork
from hybridmentor.models.cohort import (
    Cohort as Cohort,
    CohortCase as CohortCase,
    CohortChoice as CohortChoice,
    CohortLock as CohortLock,
    CohortOffer as CohortOffer,
)
from hybridmentor.models.consent import Consent as Consent
from hybridmentor.models.contact_plan import (
    ContactPlan as ContactPlan,
    ContactPlanPhase as ContactPlanPhase,
)
from hybridmentor.models.contact_point import (
    ContactParticipant as ContactParticipant,
    ContactPoint as ContactPoint,
    ContactTheme as ContactTheme,
)
from hybridmentor.models.data_key import DataKey as DataKey
from hybridmentor.models.deidentified_file import DeidentifiedFile as DeidentifiedFile
from hybridmentor.models.deidentified_release import DeidentifiedRelease as DeidentifiedRelease
from hybridmentor.models.digest import Digest as Digest
from hybridmentor.models.draft import Draft as Draft
from hybridmentor.models.employer import (
    Employer as Employer,
    EmployerOffer as EmployerOffer,
    EmployerTerm as EmployerTerm,
)
from hybridmentor.models.employer_acquaintance import EmployerAcquaintance as EmployerAcquaintance
from hybridmentor.models.experience import (
    Experience as Experience,
    ExperienceComment as ExperienceComment,
    ExperienceLearner as ExperienceLearner,
    ExperienceTag as ExperienceTag,
    ExperienceUse as ExperienceUse,
    ExperienceWords as ExperienceWords,
    SavedSearch as SavedSearch,
    TagFollow as TagFollow,
)
from hybridmentor.models.experience_meeting import (
    ExperienceMeeting as ExperienceMeeting,
    MeetingItem as MeetingItem,
)
from hybridmentor.models.job import Job as Job
from hybridmentor.models.jobseeker import Jobseeker as Jobseeker
from hybridmentor.models.match import Match as Match
from hybridmentor.models.mentor_assignment import MentorAssignment as MentorAssignment
from hybridmentor.models.mentor_gathering import (
    GatheringInvitation as GatheringInvitation,
    MentorGathering as MentorGathering,
)
from hybridmentor.models.mentor_profile import MentorProfile as MentorProfile, MentorTerm as MentorTerm
from hybridmentor.models.name_token import NameToken as NameToken
from hybridmentor.models.office import Office as Office
from hybridmentor.models.office_goal import OfficeGoal as OfficeGoal
from hybridmentor.models.office_membership import OfficeMembership as OfficeMembership, Role as Role
from hybridmentor.models.office_question import OfficeQuestion as OfficeQuestion
from hybridmentor.models.published_example import PublishedExample as PublishedExample
from hybridmentor.models.recusal import Recusal as Recusal
from hybridmentor.models.release import Release as Release
from hybridmentor.models.release_file import ReleaseFile as ReleaseFile
from hybridmentor.models.revision import Revision as Revision
from hybridmentor.models.sign_in import SignIn as SignIn, SignInFailure as SignInFailure
from hybridmentor.models.study import Study as Study, StudyVariable as StudyVariable
from hybridmentor.models.study_answer import StudyAnswer as StudyAnswer
from hybridmentor.models.study_case import StudyCase as StudyCase
from hybridmentor.models.study_link import StudyLink as StudyLink
from hybridmentor.models.study_office import StudyOffice as StudyOffice
from hybridmentor.models.study_reply import StudyReply as StudyReply
from hybridmentor.models.study_table import StudyTable as StudyTable
from hybridmentor.models.study_text import StudyText as StudyText
from hybridmentor.models.study_wave import StudyWave as StudyWave
from hybridmentor.models.submission import Submission as Submission
from hybridmentor.models.success_criterion import SuccessCriterion as SuccessCriterion
from hybridmentor.models.user import User as User
from hybridmentor.models.workplace_person import WorkplacePerson as WorkplacePerson
