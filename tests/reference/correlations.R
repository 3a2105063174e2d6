# The figures that tests/reference/test_statistics_against_r.py compares with, by base R alone.
#
#   Rscript --vanilla tests/reference/correlations.R [OUTPUT_FOLDER]
#
# writes correlations.csv, summaries.csv and rates.csv (17 significant digits), by default into
# tests/reference/output/. Where R has no answer (too few values, a constant column) it says NA.

source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "tables.R"))

# Spearman's p: with exact = FALSE and continuity = FALSE R uses the t distribution with n - 2
# degrees of freedom on the correlation of the mid-ranks.
correlate <- function(x, y, method) {
  n <- sum(complete.cases(x, y))
  if (n < 3) return(c(n, NA, NA))
  test <- suppressWarnings(cor.test(x, y, method = method, exact = FALSE, continuity = FALSE))
  c(n, test$estimate, test$p.value)
}

correlations <- function(name, data, method) {
  pairs <- t(combn(names(data), 2))
  figures <- t(apply(pairs, 1, function(pair) {
    correlate(data[[pair[[2]]]], data[[pair[[1]]]], method)
  }))
  data.frame(
    dataset = name, method = method, row = pairs[, 2], column = pairs[, 1],
    n = figures[, 1], r = figures[, 2], p = figures[, 3],
    holm_p = p.adjust(figures[, 3], method = "holm")
  )
}

# The finite population correction is not in t.test; 336 people, as in the published wave.
summarise <- function(name, data) {
  rows <- lapply(names(data), function(column) {
    values <- data[[column]][!is.na(data[[column]])]
    n <- length(values)
    interval <- if (n < 2) c(NA, NA)
      else if (sd(values) == 0) c(values[[1]], values[[1]])
      else t.test(values)$conf.int
    half <- if (n < 2) NA else qt(0.975, n - 1) * sqrt(var(values) / n * (1 - n / 336))
    data.frame(
      dataset = name, column = column, n = n,
      mean = if (n == 0) NA else mean(values), median = if (n == 0) NA else median(values),
      share_6_up = if (n == 0) NA else mean(values >= 6), sd = sd(values),
      low = interval[[1]], high = interval[[2]],
      low_of_336 = mean(values) - half, high_of_336 = mean(values) + half
    )
  })
  do.call(rbind, rows)
}

rates <- function(successes, trials) {
  interval <- if (trials == 0) c(NA, NA)
    else suppressWarnings(prop.test(successes, trials, correct = FALSE))$conf.int
  data.frame(
    successes = successes, trials = trials, estimate = if (trials == 0) NA else successes / trials,
    low = interval[[1]], high = interval[[2]]
  )
}

store(do.call(rbind, lapply(names(datasets), function(name) rbind(
  correlations(name, datasets[[name]], "pearson"),
  correlations(name, datasets[[name]], "spearman")
))), "correlations.csv")
store(do.call(rbind, lapply(names(datasets), function(name) {
  summarise(name, datasets[[name]])
})), "summaries.csv")
set.seed(2024)
trials <- c(
  0, 1, 1, 5, 5, 2, 336, 317, 336, 336, 76, 76, 1000, 1000, 1e6, 1e6, 1e6, sample(1:2000, 60, replace = TRUE)
)
successes <- c(
  0, 0, 1, 0, 5, 1, 76, 76, 0, 336, 10, 55, 500, 1, 999999, 0, 1e6, floor(runif(60) * (tail(trials, 60) + 1))
)
store(do.call(rbind, Map(rates, successes, trials)), "rates.csv")
