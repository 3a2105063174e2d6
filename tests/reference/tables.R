# What the scripts of this folder share: where they are, the data sets, and how tables are stored.

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
  random = read.csv(file.path(here, "data/random.csv"), colClasses = "numeric"),
  edges = read.csv(file.path(here, "data/edges.csv"), colClasses = "numeric")
)

# 17 significant digits tell any double from its neighbours.
store <- function(table, file) {
  numeric <- vapply(table, is.numeric, logical(1))
  table[numeric] <- lapply(table[numeric], function(values) {
    ifelse(is.na(values), "NA", sprintf("%.17g", values))
  })
  write.csv(table, file.path(output, file), row.names = FALSE, quote = FALSE, eol = "\n")
}
