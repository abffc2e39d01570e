//! `unpivot`: columns to rows.

use crate::{Tables, tables};

const PEOPLE: &str = "day,place,men,women,children\n2025-04-01,a,1,2,3\n2025-04-02,b,,5,\n";

fn people() -> Tables {
    tables(&[("t", PEOPLE)])
}

#[test]
fn rows_come_in_the_order_of_the_table_and_none_is_lost() {
    assert_eq!(
        people().ask("t unpivot men, women, children as sex, persons"),
        "2025-04-01,a,men,1; 2025-04-01,a,women,2; 2025-04-01,a,children,3; \
         2025-04-02,b,men,; 2025-04-02,b,women,5; 2025-04-02,b,children,"
    );
    assert_eq!(people().names("t unpivot men, women, children as sex, persons"), "day,place,sex,persons");
    assert_eq!(people().names("t unpivot women, men as sex, persons"), "day,place,sex,persons,children");
    assert_eq!(people().ask("t unpivot women, men as sex, n take 2 show sex, n"), "women,2; men,1");
}

#[test]
fn names_may_be_those_of_the_columns() {
    assert_eq!(people().ask("t unpivot men, women as men, women show men, women take 2"), "men,1; women,2");
    assert_eq!(people().faults("t unpivot men, women as place, n"), ["E0206 two results would be called `place` @ place"]);
    assert_eq!(people().faults("t unpivot men, women as n, n"), ["E0206 two results would be called `n` @ n"]);
}

#[test]
fn patterns_and_tags_choose_columns() {
    assert_eq!(people().ask("t unpivot *men as sex, n where n is known show sex, n"), "men,1; women,2; women,5");
    let tagged = "day,place,girls,boys\n#date,#adm1,#affected+f+children,#affected+m+children\n2025-04-01,a,1,2\n";
    assert_eq!(tables(&[("t", tagged)]).ask("t unpivot #affected+children as who, n show who, n"), "girls,1; boys,2");
}

#[test]
fn columns_are_of_one_type() {
    let mixed = tables(&[("t", "a,b,c\n1,2.5,x\n")]);
    assert_eq!(mixed.ask("t unpivot a, b as name, value"), "a,1,x; b,2.5,x");
    assert_eq!(mixed.faults("t unpivot a, c as name, value"), ["E0301 `a` is a number and `c` is a text @ c"]);
    assert_eq!(tables(&[("t", "a,b\nx,\ny,z\n")]).ask("t unpivot a, b as name, value"), "a,x; b,; a,y; b,z");
}

#[test]
fn the_window_and_the_axis_stay() {
    assert_eq!(
        people().ask("t since 2025-04-01 until 2025-04-02 unpivot men, women as sex, n sum n by sex every day"),
        "men,2025-04-01,2025-04-01,1; men,2025-04-02,2025-04-02,; women,2025-04-01,2025-04-01,2; women,2025-04-02,2025-04-02,5"
    );
    let answer = people().answer("t unpivot men, women as sex, n where n > 1 sum n");
    assert_eq!((answer.facts.rows_used, answer.facts.rows_read), (2, Some(2)));
}

const KINDS: &str = "[tables.t]\nfile = \"t.csv\"\ntime = [\"start\", \"end\"]\nseries = [\"place\"]\n[tables.t.measures]\n\
    men = { kind = \"flow\", unit = \"persons\" }\nwomen = { kind = \"flow\", unit = \"persons\" }\n\
    camps = { kind = \"stock\", unit = \"camps\" }\n";

const PERIODS: &str = "start,end,place,men,women,camps\n2025-04-01,2025-04-07,a,1,2,9\n2025-04-08,2025-04-14,a,4,8,9\n";

#[test]
fn kinds_and_units_carry_over_where_they_agree() {
    let t = || tables(&[("t", PERIODS)]).says(KINDS);
    // The column of names joins the series: both rows of one week are no two reports of one series.
    assert_eq!(t().ask("t unpivot men, women as sex, n sum n by sex"), "men,5; women,10");
    assert_eq!(t().ask("t unpivot men, women as sex, n sum n"), "15");
    // Where they differ, the column of names says which row is of which kind and unit.
    assert_eq!(t().ask("t unpivot men, camps as what, n latest n if what = \"camps\""), "9,2025-04-14");
    assert!(t().faults("t unpivot men, camps as what, n sum n")[0].starts_with("E070"));
    assert!(t().faults("t unpivot men, camps as what, n sum n by what")[0].starts_with("E0701"));
}

#[test]
fn straddling_rows_are_still_counted_by_what_they_hold() {
    let t = || tables(&[("t", PERIODS)]).says(KINDS);
    let found = t().faults("t until 2025-04-13 unpivot men, women as sex, n sum n");
    assert_eq!(found, ["E0704 2 rows straddle a bound, with 12 of 15 @ sum n"]);
}

#[test]
fn bounds_come_along() {
    let csv = "day,a,a_low,a_high,b\n2025-04-01,10,8,12,5\n2025-04-02,,3,,6\n";
    let catalog =
        "[tables.t]\nfile = \"t.csv\"\ntime = \"day\"\n[tables.t.measures]\na = { low = \"a_low\", high = \"a_high\" }\n";
    let t = tables(&[("t", csv)]).says(catalog);
    assert_eq!(t.ask("t unpivot a, b as what, n show what, n"), "a,10 (8–12); b,5; a,≥ 3; b,6");
    assert_eq!(t.ask("t unpivot a, b as what, n sum n"), "≥ 22");
}
