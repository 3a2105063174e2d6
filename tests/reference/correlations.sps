* The correlations that tests/reference/test_statistics_against_pspp.py compares with, by PSPP.
*
*   cd tests/reference; pspp -o output/correlations_pspp.csv correlations.sps
*
* writes every figure with 15 decimals, where there would be 3.

SET DECIMAL=DOT.
SET FORMAT=F25.15.
OUTPUT MODIFY /SELECT TABLES /TABLECELLS SELECT=[CORRELATIONS SIGNIFICANCE] FORMAT=F25.15.

TITLE 'published'.
GET DATA /TYPE=TXT /FILE='../../enquete_app/cli/klachtbehandeling-2024/antwoorden.csv'
  /ARRANGEMENT=DELIMITED /DELIMITERS=';' /QUALIFIER='"' /FIRSTCASE=2
  /VARIABLES=zaaknummer A20 V1 F2 V1_anders A2000 V2 F2 V2_anders A2000 V3 F2 V3_anders A2000
    V4a F2 V4a_anders A2000 V4b F2 V4b_anders A2000 V4c F2 V4c_anders A2000 V5 F2
    V6_1 F2 V6_2 F2 V6_3 F2 V6_4 F2 V6_5 F2 V7 A2000 V8 A2000
    V9_1 F2 V9_2 F2 V9_3 F2 V9_4 F2 V9_5 F2 V10 F2 V11 A2000.
RECODE V6_1 V6_2 V6_3 V6_4 V6_5 V9_1 V9_2 V9_3 V9_4 V9_5 (1=5) (2=4) (4=2) (5=1) (6=SYSMIS).
COMPUTE V9_2_everyone = V9_2.
IF (V5 <> 1) V9_2 = $SYSMIS.
EXECUTE.
CORRELATIONS /VARIABLES=V6_1 V6_2 V6_3 V6_4 V6_5 V9_1 V9_2 V9_3 V9_4 V9_5 V10 V9_2_everyone
  /PRINT=TWOTAIL SIG /MISSING=PAIRWISE.

TITLE 'random'.
GET DATA /TYPE=TXT /FILE='data/random.csv' /ARRANGEMENT=DELIMITED /DELIMITERS=',' /FIRSTCASE=2
  /VARIABLES=strong F8 weak F8 unrelated F8 inverse F8 grade F8 yes_no F8 wide F8 sparse F8 mirror F8
    constant F8 two F8 one F8 empty F8.
CORRELATIONS /VARIABLES=strong weak unrelated inverse grade yes_no wide sparse mirror constant two one empty
  /PRINT=TWOTAIL SIG /MISSING=PAIRWISE.

TITLE 'edges'.
GET DATA /TYPE=TXT /FILE='data/edges.csv' /ARRANGEMENT=DELIMITED /DELIMITERS=',' /FIRSTCASE=2
  /VARIABLES=rising F8 line F8 falling F8 nearly F8 constant F8 other_constant F8 two_values F8 three_values F8
    three_equal F8 one_value F8 nobody F8 first_half F8 second_half F8.
CORRELATIONS /VARIABLES=rising line falling nearly constant other_constant two_values three_values three_equal
    one_value nobody first_half second_half
  /PRINT=TWOTAIL SIG /MISSING=PAIRWISE.
