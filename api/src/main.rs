//! The binary `lianxin`.

use std::process::ExitCode;

/// Answers are made of thousands of small strings, on several threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    api::cli::main()
}
