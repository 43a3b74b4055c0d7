//! Sheets through the front door: what is wrong in them is named, and a county is changed whole or not at all.

mod county;
pub mod upload;

use std::{
    fmt::Write as _,
    io::{BufRead, BufReader},
    path::Path,
    process::Stdio,
};

use county::County;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

const HEADINGS: &str = "户编号,村代码,组,户主,电话,地址,人口\n";

/// `count` households of the first village.
fn households(count: usize) -> String {
    let mut sheet = HEADINGS.to_owned();
    for nth in 1..=count {
        let village = if nth % 2 == 0 { "371323001201" } else { "371323001202" };
        let _ =
            writeln!(sheet, "{village}-{nth:04},{village},{},赵{nth},1391234{nth:04},{nth}号,3", nth % 9 + 1);
    }
    sheet
}

#[tokio::test]
async fn a_csv_with_broken_rows_is_turned_away_with_each_row_and_column() {
    for county in County::each().await {
        county.found();
        let sheet = "户编号,村代码,组,户主,电话,地址,人口\n\
                     371323001201-0001,371323001201,1,赵一,13912340001,1号,3\n\
                     371323001201-0002,371323009999,1,钱二,13912340002,2号,3\n\
                     \n\
                     371323001201-0001,371323001201,1,孙三,1391234,3号,3\n\
                     371323001201-0004,3.71323E+11,一,,13912340004,4号,300\n\
                     0005,371323001201,1,李五,13912340005,5号,3\n";
        let (bytes, _, unmappable) = encoding_rs::GB18030.encode(sheet);
        assert!(!unmappable);
        county.import("households", &county.file("broken.csv", bytes)).rejected(&[
            "第 3 行“村代码”：没有代码为“371323009999”的村；请核对代码，或先导入网格",
            "第 5 行“电话”：不是电话号码；应为 11 位手机号，或区号加固定电话号码",
            "第 5 行“户编号”：“371323001201-0001”与第 2 行重复",
            "第 6 行“村代码”：“3.71323E+11”已被 Excel 变成数字，末尾几位已丢失；请把这一列设为“文本”格式，再重新填写",
            "第 6 行“村民小组”：“一”不对；应为 1 到 999 的整数",
            "第 6 行“户主”：不能为空",
            "第 6 行“人口”：“300”不对；应为 1 到 99 的整数",
            "第 7 行“户编号”：“0005”不是户编号；应为 12 位村代码、短横线、4 位序号，如 371323001201-0001",
        ]);
        county.dry_run("households", &county.file("good.csv", households(10))).said("将新增 10 行");
    }
}

#[tokio::test]
async fn a_workbook_with_broken_rows_is_turned_away_with_each_row_and_column() {
    for county in County::each().await {
        county.found();
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        let day = Format::new().set_num_format("yyyy/m/d");
        sheet.write(0, 0, "沂水县农户表").unwrap();
        for (column, heading) in (0..).zip(["户编号", "村代码", "村民小组", "户主", "电话", "门牌地址"])
        {
            sheet.write(2, column, heading).unwrap();
        }
        let mut row = |row: u32, code: &str, village: f64, phone: f64| {
            sheet.write(row, 0, code).unwrap();
            sheet.write(row, 1, village).unwrap();
            sheet.write(row, 2, 3).unwrap();
            sheet.write(row, 3, "赵一").unwrap();
            sheet.write(row, 4, phone).unwrap();
        };
        row(3, "371323001201-0001", 371_323_001_201.0, 13_912_340_001.0);
        row(4, "371323001201-0002", 371_323_009_999.0, 13_912_340_002.0);
        row(7, "371323001201-0003", 3.713_230_012_010_001e17, 139.5);
        sheet.write_with_format(7, 5, ExcelDateTime::from_ymd(2025, 3, 5).unwrap(), &day).unwrap();
        let file = county.file("broken.xlsx", workbook.save_to_buffer().unwrap());
        county.import("households", &file).rejected(&[
            "第 5 行“村代码”：没有代码为“371323009999”的村；请核对代码，或先导入网格",
            "第 8 行“村代码”：“371323001201000100”已被 Excel 变成数字，末尾几位已丢失；请把这一列设为“文本”格式，再重新填写",
            "第 8 行“电话”：“”已被 Excel 变成数字，末尾几位已丢失；请把这一列设为“文本”格式，再重新填写",
            "第 8 行“门牌地址”：“2025-03-05”已被 Excel 变成日期；请把这一列设为“文本”格式，再重新填写",
        ]);
    }
}

#[tokio::test]
async fn a_file_that_is_no_sheet_of_its_kind_says_what_to_do() {
    for county in County::each().await {
        county.found();
        let reject = |name: &str, content: &[u8], line: &str| {
            county.import("households", &county.file(name, content)).rejected(&[line]);
        };
        reject("a.csv", b"a,b\n1,2\n", "前 10 行里没有找到列名；请用模板的列名，放在数据的上一行");
        reject("b.csv", HEADINGS.as_bytes(), "表里只有列名，没有数据");
        reject(
            "c.csv",
            "户编号,村代码,户主\n".as_bytes(),
            "第 1 行“村民小组”：缺少“村民小组”这一列；请用模板的列名",
        );
        reject("d.xlsx", b"PK\x03\x04 and no more", "文件已损坏，打不开；请用 Excel 或 WPS 重新另存后再导入");
        reject(
            "e.xls",
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old",
            "这是旧版 .xls 或加密的工作簿；请另存为不加密的 .xlsx 后再导入",
        );
    }
}

#[tokio::test]
async fn a_dry_run_writes_nothing_and_the_same_sheet_twice_changes_nothing() {
    for county in County::each().await {
        county.found();
        let file = county.file("households.csv", households(2_500));
        county.dry_run("households", &file).said("核对通过，没有写入。将新增 2500 行，更新 0 行，未变 0 行");
        county.import("households", &file).said("已导入。新增 2500 行，更新 0 行，未变 0 行");
        county.import("households", &file).said("已导入。新增 0 行，更新 0 行，未变 2500 行");
        // A changed phone is told from a phone sealed anew; a column that the sheet lacks leaves what is there.
        let changed = households(2_500).replacen("13912340007", "13912349999", 1);
        county
            .import("households", &county.file("changed.csv", changed))
            .said("新增 0 行，更新 1 行，未变 2499 行");
        let narrow: String = households(2_501)
            .lines()
            .map(|line| line.split(',').take(4).collect::<Vec<_>>().join("\t") + "\r\n")
            .collect();
        county
            .import("households", &county.file("narrow.csv", narrow))
            .said("新增 1 行，更新 0 行，未变 2500 行");
    }
}

#[tokio::test]
async fn every_kind_is_safe_to_repeat_and_a_link_goes_over_to_another_official_from_a_day_on() {
    for county in County::each().await {
        county.found();
        for (kind, rows) in [("grids", 5), ("units", 1), ("officials", 3)] {
            let file = county.data().with_file_name(format!("{kind}.csv"));
            county.import(kind, &file).said(&format!("新增 0 行，更新 0 行，未变 {rows} 行"));
        }
        county.import("households", &county.file("households.csv", households(3))).said("新增 3 行");
        let links = |official: &str, day: &str| {
            let sheet = format!(
                "户编号,干部编号,起始日期\n371323001202-0001,{official},{day}\n371323001201-0002,A00002,2025年3月1日\n"
            );
            county.import("links", &county.file("links.csv", sheet))
        };
        links("A00001", "2025/3/1").said("新增 2 行，更新 0 行，未变 0 行");
        links("A00001", "2025-03-01").said("新增 0 行，更新 0 行，未变 2 行");
        links("A00002", "2025-06-01").said("新增 0 行，更新 1 行，未变 1 行");
        links("A00001", "2025-05-01")
            .rejected(&["第 2 行“起始日期”：早于这一户现有联系的起始日期 2025-06-01"]);
        links("A00003", "2025-07-01").rejected(&["第 2 行“干部编号”：干部“A00003”已离任，不能再联系农户"]);
        links("A09999", "2199-01-01").rejected(&[
            "第 2 行“干部编号”：没有编号为“A09999”的干部；请核对编号，或先导入干部",
            "第 2 行“起始日期”：“2199-01-01”还没有到；起始日期不能晚于今天",
        ]);
    }
}

#[tokio::test]
async fn a_village_that_changes_its_work_area_takes_its_own_place_and_a_stray_one_is_named() {
    for county in County::each().await {
        county.found();
        let moved = "网格代码,网格名称,级别,上级网格代码\n371323001P02,新片,工作片,371323001\n\
                     371323001202,西关村,村,371323001P02\n";
        county.import("grids", &county.file("moved.csv", moved)).said("新增 1 行，更新 1 行，未变 0 行");
        let stray = "网格代码,网格名称,级别,上级网格代码\n371323001203,南关村,村,371323001\n\
                     371323002201,远村,村,371323001P02\n371323001204,北关村,村,\n371324,邻县,县,\n\
                     371323001205,中关村,乡镇,371323\n";
        county.import("grids", &county.file("stray.csv", stray)).rejected(&[
            "第 2 行“上级网格代码”：“371323001”不是上一级的网格；村的上级是工作片，工作片的上级是乡镇，乡镇的上级是县",
            "第 3 行“上级网格代码”：代码不在“371323001P02”之内；村和工作片的代码以所在乡镇的代码开头",
            "第 4 行“上级网格代码”：除了县，每个网格都要填上级网格代码",
            "第 5 行“网格代码”：“371324”是第二个县；一套系统只管一个县",
            "第 6 行“网格代码”：“371323001205”与级别不符；县 6 位，乡镇 9 位，工作片如 371323001P01，村 12 位，联系网格如 371323001201-004",
        ]);
    }
}

#[tokio::test]
async fn an_import_killed_in_the_middle_leaves_nothing_half_and_no_phone_in_clear() {
    for county in County::each().await {
        county.found();
        let file = county.file("households.csv", households(9_999));
        let mut child = county
            .command(&["households"], &file)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let staged = lines.map_while(Result::ok).any(|line| line.contains("已读 4000 行"));
        assert!(staged, "rows were staged before the end");
        child.kill().unwrap();
        child.wait().unwrap();
        no_phone_in_clear(&county.data());
        county.dry_run("households", &file).said("将新增 9999 行，更新 0 行，未变 0 行");
        county.import("households", &file).said("已导入。新增 9999 行");
        no_phone_in_clear(&county.data());
    }
}

/// Looks through every file of the data folder for the phones of the sheet.
fn no_phone_in_clear(folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            no_phone_in_clear(&path);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let clear = bytes.windows(7).filter(|window| window == b"1391234").count();
        assert_eq!(clear, 0, "phones in {}", path.display());
    }
}
