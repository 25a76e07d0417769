"""The subjects of filters and their fields, one table a file."""

from lumetra.querylang.fields import Subject
from lumetra.querylang.subjects.experiment_items import EXPERIMENT_ITEMS
from lumetra.querylang.subjects.observations import OBSERVATIONS
from lumetra.querylang.subjects.scores import SCORES
from lumetra.querylang.subjects.sessions import SESSIONS
from lumetra.querylang.subjects.traces import TRACES
from lumetra.querylang.subjects.users import USERS

SUBJECTS: dict[str, Subject] = {subject.name: subject for subject in (OBSERVATIONS, TRACES, SESSIONS, USERS, SCORES)}
"""What the tables hold, by name. Items of experiments are put together from several and never asked for in SQL."""

__all__ = ["EXPERIMENT_ITEMS", "OBSERVATIONS", "SCORES", "SESSIONS", "SUBJECTS", "TRACES", "USERS"]
