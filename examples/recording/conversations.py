"""The conversations of the sample project: what people asked, and what a model answered. Data only.

A turn of the Q&A application is (question, question rewritten to stand alone, answer). A turn of the agent is a user's sentence; its
script lists what the model says or which tool it calls, in order.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Turn(NamedTuple):
    """One question and its answer; `feedback` is the user's thumb (1, 0) with a comment, `fault` an HTTP status the model call ends with."""

    question: str
    standalone: str
    answer: str
    feedback: tuple[int, str] | None = None
    fault: int | None = None
    slow_seconds: float = 0.0


class Conversation(NamedTuple):
    """One session of the Q&A application."""

    model: str
    language: str
    turns: list[Turn]


DOCS_QA: list[Conversation] = [
    Conversation(
        "gpt-4o",
        "en",
        [
            Turn(
                "How do I deploy to production?",
                "",
                "Run `harbor deploy --env production` from a clean checkout. Harbor builds the image, checks `/healthz`, and shifts traffic in three steps: 10 %, 50 % and 100 %. You need the role Deployer or above.",
                (1, ""),
            ),
            Turn(
                "What happens if the health check fails?",
                "What happens when the health check fails during a deployment to production with Harbor?",
                "If the health check fails twice within five minutes, Harbor rolls the deployment back by itself. Traffic returns to the last healthy release, which takes about 20 seconds because its image is still warm.",
            ),
            Turn(
                "And my migrations?",
                "Are database migrations rolled back when Harbor rolls back a deployment?",
                "Database migrations are **not** rolled back. Write them so that the previous release keeps working with the new schema: add columns first, remove old ones in a later release.",
                (1, "exactly what I needed"),
            ),
        ],
    ),
    Conversation(
        "gpt-4o",
        "en",
        [
            Turn(
                "can a service scale to zero",
                "",
                "Yes. Set `min = 0` in the service's scaling section. The first request after a pause takes 1 to 3 seconds, so it suits internal tools and previews better than a public API.",
            ),
            Turn(
                "how long until it scales down?",
                "How long does Harbor wait before it scales a service down?",
                "Scale-down waits five minutes after the last peak. That is not configurable according to the documentation.",
            ),
        ],
    ),
    Conversation(
        "gpt-4.1-mini",
        "en",
        [
            Turn(
                "Where do I put secrets?",
                "",
                "Set them with `harbor secret set NAME`. They are encrypted with a key per project and are visible to the running container only, never in logs or in the dashboard. Changing one restarts the service in a rolling manner.",
            ),
            Turn(
                "Can I read a secret back?",
                "Can the value of a secret be read back in Harbor?",
                "The documentation says a secret is visible to the running container only, so the dashboard and the CLI will not show its value again. Keep the original in your password manager.",
            ),
            Turn(
                "does rotating it cause downtime",
                "Does changing a secret in Harbor cause downtime?",
                "No: the restart is rolling, so instances are replaced one after another while the others serve traffic.",
                (0, "one of our services has a single instance, the answer ignores that"),
            ),
        ],
    ),
    Conversation(
        "gpt-4o",
        "en",
        [
            Turn(
                "I added a domain an hour ago and still get a certificate warning",
                "",
                "Check the DNS record first: `harbor domain show` prints what is expected. Certificates are issued within a minute of the DNS change, so after an hour the record is probably missing or points elsewhere. For an apex domain you need an ALIAS record or the two addresses shown by that command.",
                (1, "it was the apex record"),
            ),
            Turn(
                "How do renewals work?",
                "How are certificates of custom domains renewed in Harbor?",
                "Certificates are renewed by Harbor 30 days before they expire. There is nothing to do as long as the DNS record stays in place.",
            ),
        ],
    ),
    Conversation(
        "gpt-4o-mini",
        "en",
        [
            Turn(
                "Do you support GPU instances?",
                "",
                "The documentation does not mention GPU instances. I can open a ticket so that the team tells you whether they are planned.",
                (0, ""),
            ),
            Turn(
                "ok, what regions are there",
                "Which regions does Harbor offer?",
                "Services run in `eu-central`, `us-east` and `ap-northeast`, or in several of them at once; traffic goes to the nearest healthy region.",
            ),
            Turn(
                "is my database data kept in the EU if I pick eu-central",
                "Does data of a managed database stay in the EU when it is created in eu-central?",
                "Yes. Data of a managed database stays in the region it was created in, and so do its backups.",
                (1, ""),
            ),
        ],
    ),
    Conversation(
        "gpt-4o",
        "en",
        [
            Turn(
                "restore the database to yesterday 14:00",
                "",
                "I cannot do that for you, but here is how: point-in-time recovery reaches back seven days on standard plans and 35 days on business plans. Choose the time in the database's Recovery view; the documentation does not give a CLI command for it.",
                None,
                None,
                6.5,
            ),
            Turn(
                "How many connections can I open?",
                "How many client connections does a Harbor managed Postgres accept?",
                "At most 200 client connections per vCPU, through the pooler.",
                None,
                429,
            ),
            Turn(
                "How many connections can I open?",
                "How many client connections does a Harbor managed Postgres accept?",
                "At most 200 client connections per vCPU, through the pooler.",
            ),
        ],
    ),
    Conversation(
        "gpt-4.1",
        "en",
        [
            Turn(
                "Our bill doubled in October. What do you charge for?",
                "",
                "You pay for vCPU-seconds, memory-seconds and egress above 100 GB a month; the prices per region are in the dashboard under Billing → Rates. A doubled bill is most often egress or a raised minimum of instances: compare both months there.",
                None,
                None,
                4.0,
            ),
            Turn(
                "Set a limit so that this cannot happen again",
                "How do I set a spending limit in Harbor?",
                "Set a spending limit in the Billing view. You get a warning at 80 %, and at 100 % the non-production environments are paused. Production is never paused, so a limit alone does not cap its cost.",
                (1, "good that it warned about production"),
            ),
        ],
    ),
    Conversation(
        "gpt-4o-mini",
        "en",
        [
            Turn(
                "builds take 25 minutes why",
                "",
                "The most common reason is a lock file that is copied after the source code, so that every change invalidates the dependency layer. Copy the lock file first, install, then copy the source. `harbor deploy --no-cache` does the opposite of what you want here.",
            ),
            Turn(
                "is there a maximum",
                "Is there a maximum build time in Harbor?",
                "A build that takes longer than 30 minutes is stopped.",
            ),
            Turn(
                "what is reused between branches?",
                "Which build cache layers are reused between branches in Harbor?",
                "A build reuses the layers of the last successful build of the same branch, and after that those of `main`.",
            ),
        ],
    ),
    Conversation(
        "gpt-4o",
        "en",
        [
            Turn(
                "How do I give CI access?",
                "",
                "Create a token for it: `harbor token create --role deployer --expires 90d`. Store it in your CI's secret store.",
                (1, ""),
            ),
            Turn("Can I restrict it to one project?", "Can a Harbor CI token be restricted to a single project?", "", None, 500),
        ],
    ),
    Conversation(
        "gpt-4o",
        "zh",
        [
            Turn(
                "怎么回滚到上一个版本？",
                "",
                "运行 `harbor rollback` 即可回到上一个健康的版本；如果要回到指定版本，用 `harbor rollback --to 214`。最近十个版本的镜像保持预热，所以大约只要 20 秒。",
                (1, "很清楚"),
            ),
            Turn(
                "数据库迁移会一起回滚吗？",
                "Harbor 回滚时数据库迁移会一起回滚吗？",
                "不会。数据库迁移不会被回滚，所以请让迁移与上一个版本兼容，例如先新增列，下一次发布再删除旧列。",
            ),
            Turn(
                "那如果迁移删掉了一列怎么办？",
                "如果数据库迁移删除了一列，Harbor 回滚后怎么办？",
                "上一个版本会因为缺少这一列而出错。可以用时间点恢复找回数据：标准版最多恢复到七天内的任意时间点，商业版为 35 天。以后请分两次发布来删除列。",
            ),
        ],
    ),
    Conversation(
        "deepseek-chat",
        "zh",
        [
            Turn("服务可以缩容到零吗", "", "可以，把 `min` 设为 0。停顿之后的第一个请求需要 1 到 3 秒，适合内部工具和预览环境。"),
            Turn("多久之后会缩容？", "Harbor 的服务在高峰之后多久会缩容？", "缩容会在最后一次高峰五分钟之后进行。", (1, "")),
            Turn(
                "按并发数扩容怎么配置？",
                "在 Harbor 中如何按并发请求数配置自动扩容？",
                "在配置里设置 `scale.concurrency`，它表示每个实例允许的并发请求数；超过之后会在 `min` 和 `max` 之间增加实例。默认是按 CPU（目标 70%）扩容。",
            ),
        ],
    ),
    Conversation(
        "gpt-4o-mini",
        "zh",
        [
            Turn(
                "上个月的账单为什么这么高？",
                "",
                "账单由 vCPU 秒、内存秒以及每月超过 100 GB 的出站流量组成。账单突然升高通常是因为出站流量或者实例的最小数量被调高，请在控制台的“计费 → 费率”里对比两个月的用量。",
                (0, "没有告诉我具体是哪个服务"),
            ),
            Turn(
                "能不能设置上限？",
                "Harbor 可以设置消费上限吗？",
                "可以。达到 80% 会发送提醒，达到 100% 会暂停非生产环境；生产环境永远不会被暂停。",
            ),
        ],
    ),
    Conversation(
        "deepseek-chat",
        "zh",
        [
            Turn(
                "密钥会出现在日志里吗？",
                "",
                "不会。密钥只对运行中的容器可见，不会出现在日志或控制台里，并且用每个项目独立的密钥加密。",
            ),
            Turn(
                "怎么查看过去两小时的日志",
                "如何查看 Harbor 服务过去两小时的日志？",
                "运行 `harbor logs --since 2h`；最多可以回看 30 天。要持续跟踪所有实例的日志，用 `harbor logs -f`。",
                (1, ""),
            ),
        ],
    ),
    Conversation(
        "gpt-4o",
        "ja",
        [
            Turn(
                "本番環境へのデプロイに必要な権限は何ですか？",
                "",
                "本番環境へのデプロイには Deployer 以上のロールが必要です。コマンドは `harbor deploy --env production` です。",
            ),
            Turn(
                "失敗したらどうなりますか？",
                "Harbor で本番環境へのデプロイが失敗した場合どうなりますか？",
                "5分以内にヘルスチェックが2回失敗すると、自動的にロールバックされます。",
                (1, "助かりました"),
            ),
        ],
    ),
    Conversation(
        "gpt-4o",
        "fr",
        [
            Turn(
                "Où sont stockées les sauvegardes de ma base ?",
                "",
                "Les sauvegardes restent dans la région où la base a été créée. Elles sont faites chaque nuit et conservées 14 jours.",
            ),
            Turn(
                "Et pour revenir à hier après-midi ?",
                "Comment restaurer une base Postgres gérée de Harbor à un moment précis ?",
                "La restauration à un instant précis remonte jusqu’à sept jours avec l’offre standard et 35 jours avec l’offre business.",
            ),
        ],
    ),
]


class AgentTurn(NamedTuple):
    """A user's sentence and the model's moves: a string is an answer, a tuple (tool, arguments) a call."""

    says: str
    moves: list[str | tuple[str, dict[str, Any]]]
    feedback: tuple[int, str] | None = None
    fault: int | None = None


class AgentConversation(NamedTuple):
    """One session of the support agent."""

    model: str
    turns: list[AgentTurn]


SUPPORT_AGENT: list[AgentConversation] = [
    AgentConversation(
        "gpt-4.1-mini",
        [
            AgentTurn(
                "checkout is slow since this morning, can you look?",
                [
                    ("get_service_status", {"service": "checkout"}),
                    ("search_logs", {"service": "checkout", "text": "payments"}),
                    "`checkout` is degraded: CPU is at 93 % on all four instances, and its calls to `payments` take about 5 seconds. Release 219 went out this morning and raised the payment deadline, so slow calls now hold their worker longer. Shall I open a ticket for the payments team, or would you like to roll back to 218 first?",
                ],
            ),
            AgentTurn(
                "open a ticket please, high",
                [
                    (
                        "open_ticket",
                        {"title": "payments answers in 5 s, checkout degraded since release 219", "severity": "high"},
                    ),
                    "Done: the ticket is open with severity high. Until it is answered, `harbor rollback --to 218` brings the old deadline back in about 20 seconds.",
                ],
                (1, ""),
            ),
        ],
    ),
    AgentConversation(
        "gpt-4.1-mini",
        [
            AgentTurn(
                "webhooks stopped delivering",
                [
                    ("get_service_status", {"service": "webhooks"}),
                    ("search_logs", {"service": "webhooks", "text": "memory"}),
                    ("open_ticket", {"title": "webhooks down: out of memory at release 31", "severity": "high"}),
                    "`webhooks` is down: its last instance was killed because it ran out of memory while allocating 256 MB. Since production is affected I opened a high-severity ticket. Raise the memory in `harbor.toml` or roll back to release 30 to bring it up again.",
                ],
                (1, "fast!"),
            ),
        ],
    ),
    AgentConversation(
        "gpt-4.1",
        [
            AgentTurn(
                "how is the recomendations service doing",
                [
                    ("get_service_status", {"service": "recomendations"}),
                    "I don't know a service named “recomendations”. The services I can see are checkout, search and webhooks. Which one do you mean?",
                ],
                (0, "should have guessed search"),
            ),
            AgentTurn(
                "search then",
                [
                    ("get_service_status", {"service": "search"}),
                    "`search` is healthy: release 88, two instances, CPU at 41 % and memory at 55 %.",
                ],
            ),
        ],
    ),
    AgentConversation(
        "gpt-4.1-mini",
        [
            AgentTurn(
                "结账服务为什么变慢了？",
                [
                    ("get_service_status", {"service": "checkout"}),
                    ("search_logs", {"service": "checkout", "text": "WARN"}),
                    "`checkout` 处于降级状态：四个实例的 CPU 都在 93%，调用 `payments` 需要大约 5 秒。今天早上发布的 219 版本把支付超时提高了，所以慢请求占用工作线程的时间更长。需要我给支付团队开一个工单吗？",
                ],
            ),
            AgentTurn(
                "好的，严重程度选中等",
                [
                    ("open_ticket", {"title": "payments 响应 5 秒，checkout 自 219 版本起降级", "severity": "medium"}),
                    "工单已经创建。在处理之前，可以用 `harbor rollback --to 218` 恢复旧的超时设置。",
                ],
                (1, ""),
            ),
        ],
    ),
    AgentConversation(
        "gpt-4.1",
        [
            AgentTurn(
                "is everything ok? my dashboard is all red",
                [
                    ("get_service_status", {"service": "checkout"}),
                    ("get_service_status", {"service": "search"}),
                    ("get_service_status", {"service": "webhooks"}),
                    "Two of three services have trouble: `checkout` is degraded (CPU 93 %) and `webhooks` is down after running out of memory; `search` is healthy. I would start with `webhooks`, because nothing is delivered at the moment. Shall I open tickets for both?",
                ],
            ),
            AgentTurn("yes", [], None, 500),
        ],
    ),
]

RELEASE_NOTES = {
    "219": (
        "- Payments are retried before an order fails.\n- Slow payments no longer time out early.\n- Clearer explanation of spending limits.",
        "- Payments are retried before an order fails.\n- Slow payments no longer time out early.",
    ),
    "220": (
        "- Search shows exact titles first.\n- Search understands Chinese and Japanese words.\n- Faster builds on branches.",
        "- Search shows exact titles first.\n- Search understands Chinese and Japanese words.",
    ),
}
