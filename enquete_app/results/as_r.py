"""An R script that reads the microdata and prints the main figures, which are then those of the report.

It works with nothing but R itself (its package foreign), and with haven where that is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from textwrap import wrap

from enquete_app.questionnaire import Role
from enquete_app.results.microdata import Microdata
from enquete_app.results.speaking import Say, words_in
from enquete_app.results.variables import Variable
from enquete_app.results.wording import N_

_WIDTH = 100

_READ = """
file <- commandArgs(trailingOnly = TRUE)
file <- if (length(file)) file[1] else {file}
if (requireNamespace("haven", quietly = TRUE)) {{
  data <- as.data.frame(lapply(haven::read_sav(file, user_na = TRUE), as.numeric))
}} else {{
  data <- suppressWarnings(foreign::read.spss(
    file, to.data.frame = TRUE, use.value.labels = FALSE, use.missings = FALSE, reencode = FALSE
  ))
}}
"""

_COUNT = """
# {frequencies}
for (name in names(variables)) {{
  about <- variables[[name]]
  if (is.null(about$values)) next
  codes <- as.numeric(names(about$values))
  counts <- vapply(codes, function(code) sum(data[[name]] == code, na.rm = TRUE), numeric(1))
  cat("\\n", name, ". ", about$label, "\\n", sep = "")
  print(data.frame(
    code = codes, label = unname(about$values), n = counts,
    percent = if (sum(counts)) round(100 * counts / sum(counts), 1) else NA
  ), row.names = FALSE, right = FALSE)
}}
"""

_GRADE = """
# {grades}
summary_of <- function(grade) {{
  grade <- grade[!is.na(grade)]
  c(n = length(grade), mean = mean(grade), median = median(grade), sd = sd(grade),
    share_6_up = mean(grade >= 6))
}}
cat("\\n", {grade}, "\\n", sep = "")
groups <- list(summary_of(data[[{grade}]]))
names(groups) <- {everybody}
"""

_OUTCOME = """
for (code in names(variables[[{outcome}]]$values)) {{
  chosen <- which(data[[{outcome}]] == as.numeric(code))
  groups[[variables[[{outcome}]]$values[[code]]]] <- summary_of(data[[{grade}]][chosen])
}}
"""

_SCORES = """
# {correlations}
scores <- data.frame(row.names = seq_len(nrow(data)))
for (name in names(variables)) {{
  about <- variables[[name]]
  if (!isTRUE(about$correlates)) next
  score <- data[[name]]
  score[score %in% about$missing] <- NA
  if (isTRUE(about$turned)) {{
    points <- setdiff(as.numeric(names(about$values)), about$missing)
    score <- min(points) + max(points) - score
  }}
  if (!is.null(about$base)) score[!(data[[about$base$name]] %in% about$base$codes)] <- NA
  scores[[name]] <- score
}}
cat("\\n", {title}, "\\n", sep = "")
for (row in seq_along(scores)[-1]) for (column in seq_len(row - 1)) {{
  pair <- scores[complete.cases(scores[c(row, column)]), c(row, column)]
  if (nrow(pair) < 10 || sd(pair[[1]]) == 0 || sd(pair[[2]]) == 0) next
  test <- cor.test(pair[[1]], pair[[2]])
  stars <- if (test$p.value < 0.01) "**" else if (test$p.value < 0.05) "*" else ""
  cat(sprintf("%s %s %.2f%s n=%d p=%.4f\\n",
    names(scores)[row], names(scores)[column], test$estimate, stars, nrow(pair), test$p.value))
}}
"""


def as_r(data: Microdata) -> str:
    """Write the script; it expects the data beside it as `meting-WAVE.sav`, or where its argument says."""
    say = words_in(data.language)
    about = say(N_("Leest de antwoorden van meting %(number)s en toont de belangrijkste cijfers."))
    usage = say(N_("Zo gebruikt u het: Rscript meting-%(number)s.R meting-%(number)s.sav"))
    parts = [
        _comment(about % {"number": data.wave}, data.title, usage % {"number": data.wave}),
        _READ.format(file=quoted(f"meting-{data.wave}.sav")),
        "\nvariables <- list(\n" + ",\n".join(map(_described, data.variables)) + "\n)\n",
        _COUNT.format(frequencies=say(N_("Van elke vraag: aantallen en percentages."))),
        *_grades(data, say),
    ]
    if any(each.is_statement for each in data.variables):
        words = N_("Samenhang tussen stellingen en rapportcijfer")
        parts.append(_SCORES.format(correlations=say(words), title=quoted(say(words))))
    return "".join(parts)


def quoted(text: str) -> str:
    """A text as R reads it, whatever is in it and whatever the encoding of the machine."""
    return '"' + "".join(map(_sign, text)) + '"'


def _sign(sign: str) -> str:
    if sign in {'"', "\\"}:
        return f"\\{sign}"
    if " " <= sign <= "~":
        return sign
    return f"\\U{ord(sign):08x}"


def _comment(*texts: str) -> str:
    return "".join(f"# {line}\n" for text in texts for line in wrap(text, _WIDTH))


def _described(variable: Variable) -> str:
    facts = [f"label = {quoted(variable.label)}"]
    if variable.values:
        facts.append(f"values = c({_pairs(variable.values)})")
    if variable.missing:
        facts.append(f"missing = {_vector(variable.missing)}")
    if variable.is_statement or variable.role is Role.GRADE:
        facts.append("correlates = TRUE")
    if variable.turned:
        facts.append("turned = TRUE")
    if variable.base:
        codes = _vector(sorted(variable.base.codes))
        facts.append(f"base = list(name = {quoted(variable.base.item)}, codes = {codes})")
    return f"  {variable.name} = list(\n    " + ",\n    ".join(facts) + "\n  )"


def _pairs(values: Mapping[int, str]) -> str:
    return ", ".join(f'"{code}" = {quoted(words)}' for code, words in values.items())


def _vector(codes: Iterable[int]) -> str:
    return f"c({', '.join(map(str, codes))})"


def _grades(data: Microdata, say: Say) -> list[str]:
    by_role = {each.role: each for each in data.variables if each.role}
    if Role.GRADE not in by_role:
        return []
    names = {role: quoted(each.name) for role, each in by_role.items()}
    everybody = quoted(say(N_("Iedereen")))
    words = say(N_("Het rapportcijfer van iedereen en van groepen."))
    parts = [_GRADE.format(grades=words, grade=names[Role.GRADE], everybody=everybody)]
    if Role.OUTCOME in names:
        parts.append(_OUTCOME.format(outcome=names[Role.OUTCOME], grade=names[Role.GRADE]))
    return [*parts, "print(round(do.call(rbind, groups), 2))\n"]
