"""What is asked: questionnaires as data, the path through one, and the judging of answers."""

from enquete_app.questionnaire.definition import (
    Answers,
    CodeField,
    Condition,
    Field,
    Item,
    ItemType,
    Option,
    Page,
    Questionnaire,
    QuestionnaireError,
    Role,
    Statement,
    Text,
    TextField,
)
from enquete_app.questionnaire.loading import (
    available,
    load,
    parse,
)
from enquete_app.questionnaire.routing import (
    is_blank,
    on_path,
    path,
    shown,
)
from enquete_app.questionnaire.validation import (
    Problem,
    ProblemKind,
    Reading,
    check_answers,
    largest_answer_bytes,
    merge,
    read_page,
)

__all__ = [
    "Answers",
    "CodeField",
    "Condition",
    "Field",
    "Item",
    "ItemType",
    "Option",
    "Page",
    "Problem",
    "ProblemKind",
    "Questionnaire",
    "QuestionnaireError",
    "Reading",
    "Role",
    "Statement",
    "Text",
    "TextField",
    "available",
    "check_answers",
    "is_blank",
    "largest_answer_bytes",
    "load",
    "merge",
    "on_path",
    "parse",
    "path",
    "read_page",
    "shown",
]
