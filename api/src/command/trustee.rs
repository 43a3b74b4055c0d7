//! `lianxin trustee`

use crate::ballot_box::ballot;

/// Prints a pair of keys. The public one goes to the liaison office, the secret one stays with the trustee, who
/// brings it to the close; it exists nowhere else.
pub fn new() {
    let (public, secret) = ballot::new_trustee();
    println!("public key (give it to the liaison office)   {public}");
    println!("secret key (keep it; bring it to the close)  {secret}");
}
