"""Runs migrations on the connection that `db upgrade` hands over."""

from alembic import context

from enquete_app.accounts import models as accounts
from enquete_app.answers import models as answers
from enquete_app.audit import models as audit
from enquete_app.db import Base
from enquete_app.fieldwork import models as fieldwork
from enquete_app.fieldwork.answering import models as answering
from enquete_app.fieldwork.drawing import chances
from enquete_app.fieldwork.letters import models as letters
from enquete_app.fieldwork.messages import models as messages
from enquete_app.fieldwork.retention import models as retention
from enquete_app.fieldwork.rolling import models as rolling_models
from enquete_app.fieldwork.waves import background
from enquete_app.instruments import models as instruments
from enquete_app.register import models as register
from enquete_app.register import uploads
from enquete_app.results import models as results
from enquete_app.results.open_answers import models as open_answers

TABLES_OF = (
    *(
        accounts,
        answering,
        answers,
        audit,
        chances,
        fieldwork,
        instruments,
        letters,
        messages,
        register,
        results,
        retention,
    ),
    *(background, rolling_models, uploads, open_answers),
)

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    if connection.dialect.name == "postgresql":
        # A migration that cannot get its lock must not make every request wait behind it.
        connection.exec_driver_sql("SET lock_timeout = '5s'")
    context.run_migrations()
