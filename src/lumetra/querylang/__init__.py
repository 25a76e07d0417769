"""The filter grammar and the metric query: parse, check, evaluate on a record, compile to SQL. No I/O."""

from lumetra.querylang.check import check
from lumetra.querylang.checked import Checked
from lumetra.querylang.errors import FilterError
from lumetra.querylang.evaluate import evaluate
from lumetra.querylang.fields import Field, Kind, Record, Subject
from lumetra.querylang.parser import parse
from lumetra.querylang.sql import Compiled, to_sql
from lumetra.querylang.to_text import to_text

__all__ = [
    "Checked",
    "Compiled",
    "Field",
    "FilterError",
    "Kind",
    "Record",
    "Subject",
    "check",
    "evaluate",
    "parse",
    "to_sql",
    "to_text",
]
