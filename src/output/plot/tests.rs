//! Tests of drawings, as golden texts.

use crate::engine::{Engine, Options};
use crate::output::{Format, Style, write};

/// Days of two borders: Chaman is not known on the 3rd and has no row on the 5th.
const ROWS: &str = "day,border,n,m
2025-01-01,Chaman,10,-4
2025-01-02,Chaman,40,3
2025-01-03,Chaman,,
2025-01-04,Chaman,20,0
2025-01-06,Chaman,80,9
2025-01-07,Chaman,60,5
2025-01-01,طورخم,0,1
2025-01-02,طورخم,5,1
2025-01-03,طورخم,15,1
2025-01-04,طورخم,10,1
2025-01-05,طورخم,10,1
2025-01-06,طورخم,5,1
2025-01-07,طورخم,1,1
";

fn shown(query: &str, style: &Style) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    std::fs::write(&path, ROWS).unwrap();
    let answer = Engine::open(&[path], Options::default()).unwrap().query(query).unwrap();
    let mut out = Vec::new();
    write(&answer, Format::Table, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn drawn(query: &str) -> String {
    shown(query, &Style { width: Some(60), ..Style::default() })
}

fn plain(query: &str) -> String {
    shown(query, &Style { width: Some(60), ascii: true, ..Style::default() })
}

#[test]
fn lines_end_at_gaps_which_are_no_zeros() {
    insta::assert_snapshot!(drawn("t where border = \"Chaman\" sum n every day plot"), @"
    n
    80 ┤                                              ⠈⠒⠤⣀
       │                                                  ⠉⠢⢄⡀
       │                                                     ⠈⠑⠢
       │
       │
    40 ┤       ⢀⠔⠊
       │    ⢀⡠⠊⠁
       │  ⡠⠔⠁                       ⠛
       │⠔⠊
     0 ┤
       └┬─────────────·········──────────·········──────────────
        2025-01-01        2025-01-03         2025-01-05

    · not known: 2 of 7 figures
    ");
    insta::assert_snapshot!(plain("t where border = \"Chaman\" sum n every day plot line"), @"
    n
    80 |                                              o..
       |                                                 ....
       |                                                     ..o
       |
       |
    40 |        .o
       |     ...
       |  ...                       o
       |o.
     0 |
       ++-------------?????????----------?????????--------------
        2025-01-01        2025-01-03         2025-01-05

    ? not known: 2 of 7 figures
    ");
}

#[test]
fn series_have_panels_on_one_scale() {
    insta::assert_snapshot!(drawn("t sum n by border every day plot"), @"
    Chaman: n
    80 ┤                                              ⠈⠑⠒⠤⢄⣀
       │                                                    ⠉⠑⠒⠤
       │
    40 ┤     ⢀⣀⠤⠒⠉
       │ ⣀⠤⠒⠊⠁                      ⠛
     0 ┤⠉
       └──────────────·········──────────·········──────────────

    ‎طورخم: n‎
    80 ┤
       │
       │
    40 ┤
       │                 ⢀⣀⣀⣀⣀⣀⡀
     0 ┤⣀⣀⣀⣀⣀⠤⠤⠤⠤⠤⠤⠔⠒⠒⠊⠉⠉⠁     ⠈⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠑⠒⠒⠒⠒⠢⠤⠤⠤⠤⠤⠤⣀⣀⣀⣀⣀
       └┬─────────────────┬──────────────────┬──────────────────
        2025-01-01        2025-01-03         2025-01-05

    · not known: 2 of 14 figures
    ");
}

#[test]
fn bars_start_at_zero_to_both_sides() {
    insta::assert_snapshot!(drawn("t where border = \"Chaman\" sum m every day plot bar"), @"
    start       m
    2025-01-01  ██████████████ -4
    2025-01-02                ██████████▍ 3
    2025-01-03  -
    2025-01-04  0
    2025-01-05  -
    2025-01-06                ███████████████████████████████ 9
    2025-01-07                █████████████████▎ 5
    ");
    insta::assert_snapshot!(plain("t sum n, m by border plot"), @"
    border  n
    Chaman  #############################################> ≥ 210
    ‎طورخم‎   ########## 46

    border  m
    Chaman  ################################################# 13
    ‎طورخم‎   ########################## 7

    > at least
    ");
}

#[test]
fn bounds_of_bars_are_seen() {
    insta::assert_snapshot!(drawn("t range n, sum n, min n by border plot"), @"
    border  range_n
    Chaman  █████▊░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 10–80
    ‎طورخم‎   ░░░░░░░░░ 0–15

    border  n
    Chaman  █████████████████████████████████████████████▸ ≥ 210
    ‎طورخم‎   ██████████▏ 46

    border  min_n
    Chaman  █████████████████████████████████████████████████ 10
    ‎طورخم‎   0

    ░ up to the highest it can be
    ▸ at least
    ");
    insta::assert_snapshot!(plain("t sum n by border plot"), @"
    border  n
    Chaman  #############################################> ≥ 210
    ‎طورخم‎   ########## 46

    > at least
    ");
}

#[test]
fn one_row_compares_its_figures() {
    insta::assert_snapshot!(drawn("t where n is known sum n, m, count plot bar"), @"
    n     ██████████████████████████████████████████████████ 256
    m     ███▉ 20
    rows  ██▍ 12
    ");
}

#[test]
fn strips_have_a_cell_for_each_bucket() {
    insta::assert_snapshot!(drawn("t sum n by border every day plot heat"), @"
    border  2025-01-01  2025-01-07
    Chaman  ░░▒▒··░░··██▓▓
    ‎طورخم‎   ░░░░░░░░░░░░░░

    n: ░ to 20  ▒ to 40  ▓ to 60  █ to 80
    · not known: 2 of 14 figures
    ");
    insta::assert_snapshot!(plain("t sum n, m every day plot heat"), @"
       2025-01-01  2025-01-07
    n  ..::..::..##**
    m  ..**::::::##**

    m: . to 0.25  : to 3.5  * to 6.75  # to 10
    n: . to 25  : to 50  * to 75  # to 100
    not known exactly: 1 of 14 figures, drawn at the best or the nearest bound that is known
    ");
    insta::assert_snapshot!(drawn("t sum n by border every day plot spark"), @"
    border  n        lowest  highest  last
    ──────  ───────  ──────  ───────  ────
    Chaman  ▁▄·▂·█▆      10       80    60
    ‎طورخم‎   ▁▃█▆▆▃▁       0       15     1

    each series from 0 to its own highest
    · not known: 2 of 14 figures
    ");
    insta::assert_snapshot!(shown("t sum n, count every day plot spark", &Style { width: Some(40), ..Style::default() }), @"
    figure  series   lowest  highest  last
    ──────  ───────  ──────  ───────  ────
    n       ▁▅▂▃▁█▆      10       85    61
    rows    ████▄██       1        2     2

    each series from 0 to its own highest
    not known exactly: 1 of 14 figures, drawn at the best or the nearest bound that is known
    ");
}

#[test]
fn buckets_that_are_left_out_leave_their_places_free() {
    insta::assert_snapshot!(drawn("t sum n by border every day where n >= 10 plot heat"), @"
    border  2025-01-01  2025-01-07
    Chaman  ░░▒▒  ░░  ██▓▓
    ‎طورخم‎       ░░░░░░

    n: ░ to 20  ▒ to 40  ▓ to 60  █ to 80
    ");
    insta::assert_snapshot!(drawn("t during 2025-01-01/2025-01-02, 2025-01-04 sum n by period, border every day plot spark"), @"
    period, border                 n    lowest  highest  last
    ─────────────────────────────  ───  ──────  ───────  ────
    2025-01-01/2025-01-02, Chaman  ▂█       10       40    40
    ‎2025-01-01/2025-01-02, طورخم‎   ▁█        0        5     5
    2025-01-04, Chaman               █      20       20    20
    ‎2025-01-04, طورخم‎                █      10       10    10

    each series from 0 to its own highest
    ");
}

#[test]
fn keys_of_strips_can_be_read() {
    // The heading has the room it needs, and what finds none is numbered and told below.
    insta::assert_snapshot!(drawn("t rename border as place_of_crossing derive side = left(place_of_crossing, 1) \
        sum n by side, place_of_crossing every day plot heat"), @"
    side, place_of_cros…  2025-01-01  2025-01-07
    C, Chaman             ░░▒▒··░░··██▓▓
    ‎ط, طورخم‎              ░░░░░░░░░░░░░░

    by side, place_of_crossing
    n: ░ to 20  ▒ to 40  ▓ to 60  █ to 80
    · not known: 2 of 14 figures
    ");
    insta::assert_snapshot!(drawn("t derive of = concat(border, \" and all the villages around it\") \
        sum n by of every day plot heat"), @"
    of                    2025-01-01  2025-01-07
    1 Chaman and all th…  ░░▒▒··░░··██▓▓
    ‎2 طورخم and all the…‎  ░░░░░░░░░░░░░░

    1 Chaman and all the villages around it
    2 ‎طورخم and all the villages around it‎
    n: ░ to 20  ▒ to 40  ▓ to 60  █ to 80
    · not known: 2 of 14 figures
    ");
    insta::assert_snapshot!(drawn("t derive place_of_crossing = left(border, 1) sum n by place_of_crossing every day plot heat"), @"
    place_of_crossing  2025-01-01  2025-01-07
    C                  ░░▒▒··░░··██▓▓
    ‎ط‎                  ░░░░░░░░░░░░░░

    n: ░ to 20  ▒ to 40  ▓ to 60  █ to 80
    · not known: 2 of 14 figures
    ");
}

#[test]
fn what_is_hidden_is_no_gap_in_the_data() {
    insta::assert_snapshot!(drawn("t sum n by border every day protect 10 plot spark"), @"
    border  n        lowest  highest  last
    ──────  ───────  ──────  ───────  ────
    Chaman  ▄··█···      10       20    20
    ‎طورخم‎   ▁·█▆▆··       0       15    10

    each series from 0 to its own highest
    · not known: 2 of 14 figures
    · hidden, and not drawn: 6 of 14 figures
    ");
}

#[test]
fn an_answer_without_rows_says_so() {
    for drawing in ["line", "heat", "spark", "bar"] {
        let text = drawn(&format!("t where n > 100 sum n by border every day plot {drawing}"));
        assert!(text.ends_with("no rows\n"), "{drawing}: {text}");
    }
}

#[test]
fn nothing_is_wider_than_the_terminal() {
    for width in [1, 8, 20, 33, 79] {
        for query in ["sum n by border every day plot", "sum n by border every day plot heat", "sum n by border plot"] {
            let text = shown(&format!("t {query}"), &Style { width: Some(width), ..Style::default() });
            let widest = text.lines().take_while(|line| !line.is_empty()).map(crate::output::text::width).max().unwrap();
            assert!(widest <= width.max(32), "{width}: {query}\n{text}");
        }
    }
}
