//! The hash tree of RFC 6962, section 2.1: one root for every leaf, a short proof for each.

use crate::audit::pdraw1::Digest;

/// Of a leaf: SHA-256(0x00 || leaf), so that no leaf can pass for a node.
pub fn leaf_hash(leaf: &[u8]) -> Digest {
    Digest::of_parts(&[&[0], leaf])
}

fn node(left: &Digest, right: &Digest) -> Digest {
    Digest::of_parts(&[&[1], left.as_bytes(), right.as_bytes()])
}

/// A tree with every node kept, from the leaves up.
#[derive(Debug, Clone)]
pub struct Tree {
    levels: Vec<Vec<Digest>>,
}

impl Tree {
    /// Of leaves in their order. A node without a neighbour moves up as it is, which is the shape of the RFC.
    pub fn of<L: AsRef<[u8]>>(leaves: impl IntoIterator<Item = L>) -> Self {
        let mut levels = vec![leaves.into_iter().map(|leaf| leaf_hash(leaf.as_ref())).collect::<Vec<_>>()];
        while let Some(below) = levels.last().filter(|level| level.len() > 1) {
            let above = below.chunks(2).map(|pair| match pair {
                [left, right] => node(left, right),
                alone => alone[0],
            });
            levels.push(above.collect());
        }
        Self { levels }
    }

    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.levels[0].len() as u64
    }

    /// What stands for all leaves; of none, the hash of nothing.
    pub fn root(&self) -> Digest {
        let top = self.levels.last().and_then(|level| level.first());
        top.copied().unwrap_or_else(|| Digest::of(&[]))
    }

    /// The neighbours on the way from a leaf to the root; none where there is no such leaf.
    pub fn proof(&self, index: u64) -> Option<Vec<Digest>> {
        let mut at = usize::try_from(index).ok().filter(|at| *at < self.levels[0].len())?;
        let mut proof = Vec::new();
        for level in &self.levels {
            proof.extend(level.get(at ^ 1));
            at /= 2;
        }
        Some(proof)
    }
}

/// Whether a leaf stands at `index` in the tree of `size` leaves with this root (RFC 9162, 2.1.3.2).
pub fn verify_inclusion(leaf: &[u8], index: u64, size: u64, proof: &[Digest], root: &Digest) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last) = (index, size - 1);
    let mut hash = leaf_hash(leaf);
    for neighbour in proof {
        if last == 0 {
            return false;
        }
        if at % 2 == 1 || at == last {
            hash = node(neighbour, &hash);
            while at.is_multiple_of(2) && at != 0 {
                at /= 2;
                last /= 2;
            }
        } else {
            hash = node(&hash, neighbour);
        }
        at /= 2;
        last /= 2;
    }
    last == 0 && hash == *root
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::HEXLOWER;
    use proptest::prelude::*;

    /// The definition of the RFC, word for word.
    fn root_by_definition(leaves: &[Vec<u8>]) -> Digest {
        match leaves {
            [] => Digest::of(b""),
            [leaf] => leaf_hash(leaf),
            _ => {
                let half = leaves.len().next_power_of_two() / 2;
                node(&root_by_definition(&leaves[..half]), &root_by_definition(&leaves[half..]))
            }
        }
    }

    #[test]
    fn the_roots_of_certificate_transparencys_own_test_tree() {
        let leaves = [
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ]
        .map(|hex| HEXLOWER.decode(hex.as_bytes()).expect("hex"));
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        for (size, root) in (1..).zip(roots) {
            assert_eq!(Tree::of(&leaves[..size]).root().hex(), root, "{size} leaves");
        }
        let none: [&[u8]; 0] = [];
        assert_eq!(Tree::of(none).root(), Digest::of(b""));
    }

    proptest! {
        #[test]
        fn every_leaf_is_proven_and_no_other_in_its_place(
            leaves in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..4), 1..40),
            other in prop::collection::vec(any::<u8>(), 0..4),
            spoil in any::<prop::sample::Index>(),
        ) {
            let tree = Tree::of(&leaves);
            let (root, size) = (tree.root(), tree.size());
            prop_assert_eq!(root, root_by_definition(&leaves));
            for (index, leaf) in (0..).zip(&leaves) {
                let proof = tree.proof(index).expect("a proof of every leaf");
                prop_assert!(verify_inclusion(leaf, index, size, &proof, &root));
                prop_assert_eq!(verify_inclusion(&other, index, size, &proof, &root), other == *leaf);
                prop_assert!(!verify_inclusion(leaf, index, size, &proof, &leaf_hash(&[9; 9])));
                prop_assert!(!verify_inclusion(leaf, index + size, size, &proof, &root));
                let longer = [proof.as_slice(), &[root]].concat();
                prop_assert!(!verify_inclusion(leaf, index, size, &longer, &root));
                if !proof.is_empty() {
                    prop_assert!(!verify_inclusion(leaf, index, size, &proof[1..], &root));
                    let mut spoiled = proof.clone();
                    spoiled[spoil.index(proof.len())] = leaf_hash(&[9; 9]);
                    prop_assert!(!verify_inclusion(leaf, index, size, &spoiled, &root));
                }
            }
            prop_assert_eq!(tree.proof(size), None);
        }
    }
}
