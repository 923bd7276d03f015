import sys,unicodedata
def ranges(pred):
    out=[];start=None
    for c in range(0x110000):
        if 0xD800<=c<0xE000: p=None
        else: p=pred(chr(c))
        if p is None: continue
        if p:
            if start is None: start=c
            last=c
        else:
            if start is not None: out.append((start,last)); start=None
    if start is not None: out.append((start,last))
    return out
def emit(name,doc,rs):
    print(f"\n/// {doc}\n#[rustfmt::skip]\npub static {name}: &[(u32, u32)] = &[")
    line="   "
    for a,b in rs:
        item=f" ({a:#x}, {b:#x}),"
        if len(line)+len(item)>100: print(line); line="   "
        line+=item
    print(line); print("];")
def emit_map(name,doc,m):
    print(f"\n/// {doc}\n#[rustfmt::skip]\npub static {name}: &[(char, &str)] = &[")
    line="   "
    for a,b in m:
        esc="".join(f"\\u{{{ord(c):x}}}" for c in b)
        item=f" ('\\u{{{ord(a):x}}}', \"{esc}\"),"
        if len(line)+len(item)>100: print(line); line="   "
        line+=item
    print(line); print("];")
print("""//! Unicode properties that Rust's standard library does not have.
//!
//! Made from the Unicode 14 tables of Python 3.11's `unicodedata` by `tests/recorded/unicode_tables.py`.
//! Each table is sorted; a range has both ends in it.""")
emit("NOT_PRINTABLE","Characters that `repr` escapes: `not str.isprintable()`.",ranges(lambda c: not c.isprintable()))
emit("ALPHABETIC","Letters: `str.isalpha()`.",ranges(lambda c: c.isalpha()))
# decimal: range starts
dec=ranges(lambda c:c.isdecimal())
split=[]
for a,b in dec:
    assert (b-a+1)%10==0 and all(unicodedata.decimal(chr(c))==(c-a)%10 for c in range(a,b+1)),(a,b)
    split.append((a,b))
emit("DECIMAL","Decimal digits, each range 0 to 9 (or several times 0 to 9): `str.isdecimal()`.",split)
emit("DIGIT","`str.isdigit()`.",ranges(lambda c:c.isdigit()))
emit("NUMERIC","`str.isnumeric()`.",ranges(lambda c:c.isnumeric()))
A=[chr(c) for c in range(0x110000) if not 0xD800<=c<0xE000]
emit_map("TITLE","Where `title` is not `upper`.",[(c,c.title()) for c in A if c.title()!=c.upper()])
emit_map("FOLD","Where `casefold` is not `lower`.",[(c,c.casefold()) for c in A if c.casefold()!=c.lower()])
