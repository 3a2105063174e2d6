# Counts, adjusted p values, differences of waves and kappas, by base R alone.
#
#   Rscript --vanilla tests/reference/comparisons.R [OUTPUT_FOLDER]
#
# writes frequencies.csv, holm.csv, mean_differences.csv, rate_differences.csv and kappas.csv. The
# random numbers come from R and stand in the files, so that both sides take the same.

source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))), "tables.R"))
set.seed(2024)

frequencies <- function(name, data) {
  scales <- Filter(function(column) all(data[[column]] %in% c(NA, 1:10)), names(data))
  do.call(rbind, lapply(scales, function(column) {
    counts <- table(factor(data[[column]], levels = 1:10))
    data.frame(
      dataset = name, column = column, base = sum(!is.na(data[[column]])),
      code = 1:10, count = as.vector(counts)
    )
  }))
}
store(do.call(rbind, lapply(names(datasets), function(name) frequencies(name, datasets[[name]]))), "frequencies.csv")

families <- c(
  list(c(0, 1, 0.5), c(0.02, 0.02, 0.02), NA, c(NA, 0.04), 0.3, c(1e-300, 0.6, 0.9, NA)),
  lapply(c(2, 5, 10, 55, 200), function(m) {
    ps <- rbeta(m, 0.3, 1)
    replace(ps, runif(m) < 0.15, NA)
  })
)
store(do.call(rbind, lapply(seq_along(families), function(i) {
  ps <- as.numeric(families[[i]])
  data.frame(family = paste0("family", i), p = ps, holm_p = p.adjust(ps, method = "holm"))
})), "holm.csv")

# "3*2 7*1" is two people with a 3 and one with a 7.
tell <- function(values) {
  counts <- table(values)
  paste(names(counts), counts, sep = "*", collapse = " ")
}

# R has no answer where neither group varies, nor with one value.
mean_difference <- function(earlier, later) {
  interval <- if (min(length(earlier), length(later)) < 2 || (var(earlier) == 0 && var(later) == 0)) {
    c(NA, NA)
  } else {
    t.test(later, earlier)$conf.int
  }
  data.frame(
    earlier = tell(earlier), later = tell(later),
    estimate = mean(later) - mean(earlier), low = interval[[1]], high = interval[[2]]
  )
}
grades <- function(n) pmin(10, pmax(1, round(rnorm(n, runif(1, 3, 8), runif(1, 0.3, 3)))))
outcome <- function(code) answers$V10[!is.na(answers$V3) & answers$V3 == code]
store(do.call(rbind, c(
  list(
    mean_difference(outcome(3), outcome(1)), mean_difference(outcome(2), outcome(4)),
    mean_difference(7, c(6, 8)), mean_difference(c(6, 8), 7), mean_difference(5, 5),
    mean_difference(c(4, 4, 4), c(4, 4)), mean_difference(c(4, 4, 4), c(9, 9)),
    mean_difference(c(4, 4, 4), c(1, 5, 9, 10)), mean_difference(c(1, 10), c(1, 10)),
    mean_difference(c(1, 2), c(9, 10, 10))
  ),
  lapply(1:40, function(i) mean_difference(grades(sample(2:400, 1)), grades(sample(2:400, 1))))
)), "mean_differences.csv")

# Newcombe's method 10, from R's own Wilson intervals.
rate_difference <- function(s1, n1, s2, n2) {
  one <- suppressWarnings(prop.test(s1, n1, correct = FALSE))$conf.int
  other <- suppressWarnings(prop.test(s2, n2, correct = FALSE))$conf.int
  p1 <- s1 / n1
  p2 <- s2 / n2
  data.frame(
    s1 = s1, n1 = n1, s2 = s2, n2 = n2, estimate = p2 - p1,
    low = p2 - p1 - sqrt((p2 - other[[1]])^2 + (one[[2]] - p1)^2),
    high = p2 - p1 + sqrt((other[[2]] - p2)^2 + (p1 - one[[1]])^2)
  )
}
n <- sample(1:1500, 80, replace = TRUE)
s <- floor(runif(80) * (n + 1))
store(do.call(rbind, Map(
  rate_difference,
  c(48, 3, 2, 0, 0, 10, 0, 1, 76, 5, s[1:40]), c(80, 10, 7, 29, 10, 10, 10, 1, 336, 5, n[1:40]),
  c(56, 9, 6, 5, 0, 10, 10, 0, 81, 2, s[41:80]), c(70, 10, 7, 56, 20, 20, 10, 1, 317, 9, n[41:80])
)), "rate_differences.csv")

# Rows are the first coder's codes, columns the second's.
kappa <- function(counts) {
  n <- sum(counts)
  observed <- sum(diag(counts)) / n
  expected <- sum(rowSums(counts) * colSums(counts)) / n^2
  data.frame(
    counts = paste(apply(counts, 1, paste, collapse = " "), collapse = "/"), n = n,
    share = if (n == 0) NA else observed,
    kappa = if (n == 0 || expected == 1) NA else (observed - expected) / (1 - expected)
  )
}
square <- function(...) {
  cells <- c(...)
  matrix(cells, nrow = sqrt(length(cells)), byrow = TRUE)
}
store(do.call(rbind, c(
  lapply(
    list(
      square(20, 5, 10, 15), square(45, 15, 25, 15), square(25, 35, 5, 35), square(8, 0, 0, 9),
      square(0, 8, 9, 0), square(12, 0, 0, 0), square(0, 12, 0, 0), square(5, 7, 0, 0), square(0, 0, 0, 0),
      square(1, 0, 0, 0), square(88, 14, 18, 10, 40, 10, 2, 6, 12)
    ),
    kappa
  ),
  lapply(rep(2:6, 6), function(k) kappa(square(rpois(k * k, 2) + diag(rpois(k, 8)))))
)), "kappas.csv")
