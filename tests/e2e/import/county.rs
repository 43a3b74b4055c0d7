//! An empty county, as it stands before its first sheet.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

/// An empty county and the sheets of a test.
pub struct County {
    dir: TempDir,
    url: Option<String>,
}

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub text: String,
    /// Progress and why a command could not do its work; shown when a test fails.
    pub errors: String,
}

impl Ended {
    /// Fails with everything that was said unless the command succeeded and said this.
    #[track_caller]
    pub fn said(&self, what: &str) {
        assert!(self.code == Some(0) && self.text.contains(what), "{what}: {} {}", self.text, self.errors);
    }

    /// Fails unless the sheet was turned away with these lines, and only these.
    #[track_caller]
    pub fn rejected(&self, lines: &[&str]) {
        assert_eq!(self.code, Some(1), "{self:#?}");
        let said: Vec<&str> = self.text.lines().filter(|line| !line.contains("没有导入任何内容")).collect();
        assert_eq!(said, lines, "{}", self.errors);
        assert!(self.text.contains(&format!("{} 处错误，没有导入任何内容", lines.len())), "{self:#?}");
    }
}

impl County {
    /// One empty county on each kind of database.
    pub async fn each() -> [Self; 2] {
        let (url, _) = tests::new_database(None).await;
        [None, Some(url)].map(|url| Self { dir: tempfile::tempdir().unwrap(), url })
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// A file of the test's own.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// `lianxin import ...` on this county.
    pub fn command(&self, arguments: &[&str], file: &Path) -> Command {
        let mut command = Command::new(tests::binary());
        command.arg("import").args(arguments).arg(file).arg("--data").arg(self.data());
        if let Some(url) = &self.url {
            command.arg("--database-url").arg(url);
        }
        command.current_dir(self.dir.path()).stdin(Stdio::null());
        command
    }

    /// Runs `lianxin import KIND FILE`.
    pub fn import(&self, kind: &str, file: &Path) -> Ended {
        self.end(&[kind], file)
    }

    /// Runs `lianxin import KIND FILE --dry-run`.
    pub fn dry_run(&self, kind: &str, file: &Path) -> Ended {
        self.end(&[kind, "--dry-run"], file)
    }

    fn end(&self, arguments: &[&str], file: &Path) -> Ended {
        let output = self.command(arguments, file).output().unwrap();
        Ended {
            code: output.status.code(),
            text: String::from_utf8(output.stdout).unwrap(),
            errors: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// A county with a grid down to two villages, one unit and three officials, one of whom has left.
    pub fn found(&self) {
        let grids = "网格代码,网格名称,级别,上级网格代码\n\
                     371323001201,东关村,村,371323001P01\n371323001202,西关村,村,371323001P01\n\
                     371323001P01,城关片,工作片,371323001\n371323001,沂城街道,乡镇,371323\n371323,沂水县,县,\n";
        self.import("grids", &self.file("grids.csv", grids)).said("新增 5 行");
        let units = "单位代码,单位名称,单位类别\nU001,县民政局,部门\n";
        self.import("units", &self.file("units.csv", units)).said("新增 1 行");
        let officials = "干部编号,姓名,性别,单位代码,职级,电话,状态\n\
                         A00001,张三,男,U001,副科级,13800000001,\nA00002,李 四,女,U001,科员,,在职\n\
                         A00003,王五,男,U001,科员,,离任\n";
        self.import("officials", &self.file("officials.csv", officials)).said("新增 3 行");
    }
}
