# The figures that tests/reference/test_statistics_against_r.py compares with, by base R alone.
#
#   Rscript --vanilla tests/reference/correlations.R [OUTPUT_FOLDER]
#
# writes correlations.csv, summaries.csv and rates.csv (17 significant digits), by default into
# tests/reference/output/. Where R has no answer (too few values, a constant column) it says NA.

here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)))
arguments <- commandArgs(TRUE)
output <- if (length(arguments) > 0) arguments[[1]] else file.path(here, "output")

answers <- read.csv(
  file.path(here, "../../enquete_app/cli/klachtbehandeling-2024/antwoorden.csv"),
  sep = ";", fileEncoding = "UTF-8"
)
statements <- c(paste0("V6_", 1:5), paste0("V9_", 1:5))
turned <- 6 - replace(answers[statements], answers[statements] == 6, NA)
turned$V9_2_everyone <- turned$V9_2
turned$V9_2[answers$V5 != 1] <- NA
turned$V10 <- answers$V10

datasets <- list(
  published = turned[c(statements, "V10", "V9_2_everyone")],
  random = read.csv(file.path(here, "data/random.csv"), colClasses = "numeric")
)

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
  interval <- suppressWarnings(prop.test(successes, trials, correct = FALSE))$conf.int
  data.frame(
    successes = successes, trials = trials, estimate = successes / trials,
    low = interval[[1]], high = interval[[2]]
  )
}

# 17 significant digits tell any double from its neighbours.
store <- function(table, file) {
  numeric <- vapply(table, is.numeric, logical(1))
  table[numeric] <- lapply(table[numeric], function(values) {
    ifelse(is.na(values), "NA", sprintf("%.17g", values))
  })
  write.csv(table, file.path(output, file), row.names = FALSE, quote = FALSE, eol = "\n")
}

store(do.call(rbind, lapply(names(datasets), function(name) rbind(
  correlations(name, datasets[[name]], "pearson"),
  correlations(name, datasets[[name]], "spearman")
))), "correlations.csv")
store(do.call(rbind, lapply(names(datasets), function(name) {
  summarise(name, datasets[[name]])
})), "summaries.csv")
store(do.call(rbind, Map(
  rates,
  c(0, 1, 0, 5, 1, 76, 76, 10, 55, 500, 1, 999999),
  c(1, 1, 5, 5, 2, 336, 317, 76, 76, 1000, 1000, 1000000)
)), "rates.csv")
