# Raking and weighted figures, by the package survey (Debian: r-cran-survey) and base R.
#
#   Rscript --vanilla tests/reference/weights.R [OUTPUT_FOLDER]
#
# writes raking.csv, weighted_summaries.csv, weighted_frequencies.csv and weighted_correlations.csv.

suppressPackageStartupMessages(library(survey))
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "tables.R"))

respondents <- read.csv(file.path(here, "data/raking.csv"), colClasses = c(rep("character", 5), "numeric"))
margins <- read.csv(file.path(here, "data/margins.csv"), colClasses = c(rep("character", 3), "numeric"))

# A fact that is unknown is a category that keeps its share of the base weights.
with_unknown <- function(margin, facts, base) {
  share <- sum(base[facts == "unknown"]) / sum(base)
  known <- data.frame(category = margin$category, Freq = margin$people * (1 - share))
  if (share == 0) known else rbind(known, data.frame(category = "unknown", Freq = sum(margin$people) * share))
}

problem <- function(name) {
  data <- respondents[respondents$problem == name, ]
  asked <- margins[margins$problem == name, ]
  places <- unique(asked$fact)
  facts <- paste0("fact", places)
  data[facts] <- lapply(data[facts], function(fact) ifelse(fact == "", "unknown", fact))
  tables <- lapply(places, function(place) {
    with_unknown(asked[asked$fact == place, ], data[[paste0("fact", place)]], data$base)
  })
  names(tables) <- facts
  list(data = data, facts = facts, tables = tables, people = sum(tables[[1]]$Freq))
}

raked <- function(name) {
  p <- problem(name)
  design <- svydesign(ids = ~1, weights = ~base, data = p$data)
  fitted <- rake(
    design, lapply(p$facts, function(fact) reformulate(fact)),
    Map(function(table, fact) setNames(table, c(fact, "Freq")), p$tables, p$facts),
    control = list(maxit = 2000, epsilon = 1e-11)
  )
  data.frame(problem = name, largest = NA, row = seq_len(nrow(p$data)), weight = unname(weights(fitted)))
}

# A largest weight: the raking distance with bounds on the weights themselves.
limited <- function(name, largest) {
  p <- problem(name)
  p$data$base <- p$data$base * p$people / sum(p$data$base)
  p$data[p$facts] <- Map(
    function(fact, table) factor(fact, levels = table$category), p$data[p$facts], p$tables
  )
  design <- svydesign(ids = ~1, weights = ~base, data = p$data)
  totals <- c(p$people, unlist(lapply(p$tables, function(table) table$Freq[-1])))
  names(totals) <- colnames(model.matrix(reformulate(p$facts), p$data))
  fitted <- calibrate(
    design, reformulate(p$facts), totals, calfun = "raking",
    bounds = list(lower = 0, upper = largest * p$people / nrow(p$data)), bounds.const = TRUE,
    epsilon = 1e-13, maxit = 2000
  )
  data.frame(problem = name, largest = largest, row = seq_len(nrow(p$data)), weight = unname(weights(fitted)))
}

limits <- list(
  two_facts_equal = 1.25, two_facts_uneven = 1.75, four_facts_equal = 2, four_facts_strata = 2.5,
  four_facts_uneven = 1.75, unknown_facts = 1.75, example = 1.75
)
store(rbind(
  do.call(rbind, lapply(unique(respondents$problem), raked)),
  do.call(rbind, Map(limited, names(limits), limits))
), "raking.csv")

# Weights that both sides can make: from 0.5 to 10.5, by the row.
weights_of <- function(data) 0.5 + (seq_len(nrow(data)) * 37) %% 101 / 10

summarise <- function(name, column) {
  data <- data.frame(value = datasets[[name]][[column]], weight = weights_of(datasets[[name]]))
  data <- data[!is.na(data$value), ]
  mean <- function(formula) {
    if (nrow(data) == 0) return(NA)
    # survey wants two people for a standard error; the mean of one needs no package.
    if (nrow(data) == 1) return(model.frame(formula, data)[[1]])
    coef(svymean(formula, svydesign(ids = ~1, weights = ~weight, data = data)))[[1]]
  }
  data.frame(
    dataset = name, column = column, n = nrow(data),
    effective = if (nrow(data) == 0) NA else sum(data$weight)^2 / sum(data$weight^2),
    mean = mean(~value), share_6_up = mean(~as.numeric(value >= 6))
  )
}
shares <- function(column) {
  data <- data.frame(
    value = factor(datasets$published[[column]], levels = 1:10), weight = weights_of(datasets$published)
  )
  design <- svydesign(ids = ~1, weights = ~weight, data = data[!is.na(data$value), ])
  data.frame(column = column, code = 1:10, share = as.vector(prop.table(svytable(~value, design))))
}
correlate <- function(name, pair) {
  data <- datasets[[name]][pair]
  complete <- complete.cases(data)
  weight <- weights_of(data)[complete]
  # cov.wt centres by a weighted mean, which rounding may put beside a constant column.
  constant <- any(vapply(data[complete, ], function(x) length(unique(x)) == 1, logical(1)))
  r <- if (sum(complete) < 3 || constant) NA
    else cov.wt(data[complete, ], wt = weight / sum(weight), cor = TRUE)$cor[1, 2]
  data.frame(dataset = name, row = pair[[2]], column = pair[[1]], n = sum(complete), r = r)
}
everything <- function(each) do.call(rbind, lapply(names(datasets), each))
store(everything(function(name) {
  do.call(rbind, lapply(names(datasets[[name]]), function(column) summarise(name, column)))
}), "weighted_summaries.csv")
store(do.call(rbind, lapply(names(datasets$published), shares)), "weighted_frequencies.csv")
store(everything(function(name) {
  do.call(rbind, combn(names(datasets[[name]]), 2, function(pair) correlate(name, pair), simplify = FALSE))
}), "weighted_correlations.csv")
