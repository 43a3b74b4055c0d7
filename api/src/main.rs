//! The binary `lianxin`.

use std::process::ExitCode;

fn main() -> ExitCode {
    api::cli::main()
}
