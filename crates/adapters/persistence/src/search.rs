//! Finding by a part of a name.

use discuss_kernel::name_key;
use sea_orm::{
    ColumnTrait,
    sea_query::{LikeExpr, SimpleExpr},
};

/// Makes the next character a plain one. Not a backslash, which MySQL's texts have other plans for.
const ESCAPE: char = '!';

/// Whether the key in `column` contains `fragment`, letter case ignored. `%` and `_` are plain characters.
pub fn contains(column: impl ColumnTrait, fragment: &str) -> SimpleExpr {
    let mut pattern = String::from("%");
    for character in name_key(fragment).chars() {
        if matches!(character, '%' | '_' | ESCAPE) {
            pattern.push(ESCAPE);
        }
        pattern.push(character);
    }
    pattern.push('%');
    column.like(LikeExpr::new(pattern).escape(ESCAPE))
}
