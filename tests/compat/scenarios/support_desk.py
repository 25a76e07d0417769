"""A support desk with Langfuse Python 5: one conversation of two turns, the second of which fails at its tool."""

import time

from langfuse import Langfuse, propagate_attributes
from patience import report

langfuse = Langfuse()
turns = [
    ("Where is my parcel?", "It left the depot this morning.", ""),
    ("退款需要多久？", "退款通常需要三个工作日。", "refund service timed out"),
]
ids = []
for question, answer, failure in turns:
    with propagate_attributes(user_id="mei@shop.example", session_id="desk-7", tags=["support"], trace_name="support desk"):
        with langfuse.start_as_current_observation(as_type="span", name="support desk", input=question) as root:
            ids.append(root.trace_id)
            messages = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": question}]
            with langfuse.start_as_current_observation(as_type="tool", name="look up order", input={"order": 4711}) as tool:
                if failure:
                    tool.update(level="ERROR", status_message=failure)
                else:
                    tool.update(output={"status": "shipped"})
            with langfuse.start_as_current_observation(
                as_type="generation", name="write answer", model="gpt-4o", input=messages
            ) as call:
                time.sleep(0.01)
                call.update(output={"role": "assistant", "content": answer}, usage_details={"input": 40, "output": 12})
            root.update(output=answer)
langfuse.flush()
report(trace_ids=ids)
