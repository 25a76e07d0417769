"""What one process stores is told to the live views of another."""

from __future__ import annotations

import queue as threads_queue

import msgspec

from lumetra.domain.news import News
from lumetra.domain.observation import Observation, Score
from lumetra.engines.queue.redis import RedisLiveEvents, connect_redis
from lumetra.ingest.announce import Announcer, Stored
from lumetra.ingest.spread_news import NEWS_CHANNEL, NewsSpreader


def test_news_of_a_worker_reaches_an_api_process_over_redis(redis_url: str) -> None:
    with connect_redis(redis_url) as there, connect_redis(redis_url) as here:
        api, worker = RedisLiveEvents(there), RedisLiveEvents(here)
        heard: threads_queue.Queue[bytes] = threads_queue.Queue()
        api.listen(NEWS_CHANNEL, heard.put)
        announcer = Announcer()
        spreader = NewsSpreader(announcer, worker)
        announcer.announce(Stored(project_id="p", observations=list[Observation](), scores=list[Score](), trace_ids=["t1", "t2"]))
        news = msgspec.json.decode(heard.get(timeout=20), type=News)
        assert (news.project_id, news.trace_ids) == ("p", ("t1", "t2"))
        spreader.close()
        api.close()
        worker.close()
