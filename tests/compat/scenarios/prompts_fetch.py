"""An application that fetches one prompt by its label, as it does on each start."""

import os

from langfuse import Langfuse
from patience import report

prompt = Langfuse().get_prompt(os.environ["PROMPT_NAME"])
report(version=prompt.version, text=prompt.compile(name="Ana"), labels=sorted(prompt.labels))
