//! The built-in types: their names and their family tree.
//!
//! A built-in type is a number. As a value it has the tag [`Tag::Type`] and that number as its
//! payload, so `int`, `ValueError` and `list` cost nothing to make and compare. The tree matters
//! for `except`, for `isinstance` and for `bool` being an `int`.

use crate::value::{Tag, Value};

macro_rules! classes {
    ($($variant:ident $name:literal $parent:ident,)*) => {
        /// A built-in type.
        #[repr(u16)]
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Class { $(#[doc = $name] $variant,)* }

        impl Class {
            /// Every built-in type.
            pub const ALL: &'static [Class] = &[$(Class::$variant,)*];

            /// Its name in Python.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Class::$variant => $name,)* }
            }

            /// Its base; `object` is its own.
            #[must_use]
            pub fn parent(self) -> Class {
                match self { $(Class::$variant => Class::$parent,)* }
            }
        }
    };
}

classes! {
    Object "object" Object,
    Type "type" Object,
    NoneType "NoneType" Object,
    Int "int" Object,
    Bool "bool" Int,
    Float "float" Object,
    Str "str" Object,
    Tuple "tuple" Object,
    List "list" Object,
    Dict "dict" Object,
    Set "set" Object,
    FrozenSet "frozenset" Object,
    Range "range" Object,
    Slice "slice" Object,
    Ellipsis "ellipsis" Object,
    NotImplementedType "NotImplementedType" Object,
    Function "function" Object,
    BuiltinFunction "builtin_function_or_method" Object,
    Method "method" Object,
    Module "module" Object,
    Cell "cell" Object,
    Code "code" Object,
    Generator "generator" Object,
    Enumerate "enumerate" Object,
    Zip "zip" Object,
    Map "map" Object,
    Filter "filter" Object,
    Reversed "reversed" Object,
    ListReverseIterator "list_reverseiterator" Object,
    ListIterator "list_iterator" Object,
    TupleIterator "tuple_iterator" Object,
    StrIterator "str_iterator" Object,
    StrAsciiIterator "str_ascii_iterator" Object,
    RangeIterator "range_iterator" Object,
    LongRangeIterator "longrange_iterator" Object,
    SetIterator "set_iterator" Object,
    DictKeyIterator "dict_keyiterator" Object,
    DictValueIterator "dict_valueiterator" Object,
    DictItemIterator "dict_itemiterator" Object,
    DictReverseKeyIterator "dict_reversekeyiterator" Object,
    DictReverseValueIterator "dict_reversevalueiterator" Object,
    DictReverseItemIterator "dict_reverseitemiterator" Object,
    CallableIterator "callable_iterator" Object,
    TextIoWrapper "_io.TextIOWrapper" Object,
    DictKeys "dict_keys" Object,
    DictValues "dict_values" Object,
    DictItems "dict_items" Object,
    BaseException "BaseException" Object,
    SystemExit "SystemExit" BaseException,
    KeyboardInterrupt "KeyboardInterrupt" BaseException,
    GeneratorExit "GeneratorExit" BaseException,
    Exception "Exception" BaseException,
    ArithmeticError "ArithmeticError" Exception,
    FloatingPointError "FloatingPointError" ArithmeticError,
    OverflowError "OverflowError" ArithmeticError,
    ZeroDivisionError "ZeroDivisionError" ArithmeticError,
    AssertionError "AssertionError" Exception,
    AttributeError "AttributeError" Exception,
    BufferError "BufferError" Exception,
    EOFError "EOFError" Exception,
    ImportError "ImportError" Exception,
    ModuleNotFoundError "ModuleNotFoundError" ImportError,
    LookupError "LookupError" Exception,
    IndexError "IndexError" LookupError,
    KeyError "KeyError" LookupError,
    MemoryError "MemoryError" Exception,
    NameError "NameError" Exception,
    UnboundLocalError "UnboundLocalError" NameError,
    OSError "OSError" Exception,
    FileExistsError "FileExistsError" OSError,
    FileNotFoundError "FileNotFoundError" OSError,
    PermissionError "PermissionError" OSError,
    TimeoutError "TimeoutError" OSError,
    ConnectionError "ConnectionError" OSError,
    BrokenPipeError "BrokenPipeError" ConnectionError,
    ConnectionAbortedError "ConnectionAbortedError" ConnectionError,
    ConnectionRefusedError "ConnectionRefusedError" ConnectionError,
    ConnectionResetError "ConnectionResetError" ConnectionError,
    BlockingIOError "BlockingIOError" OSError,
    ChildProcessError "ChildProcessError" OSError,
    InterruptedError "InterruptedError" OSError,
    IsADirectoryError "IsADirectoryError" OSError,
    NotADirectoryError "NotADirectoryError" OSError,
    ProcessLookupError "ProcessLookupError" OSError,
    ReferenceError "ReferenceError" Exception,
    RuntimeError "RuntimeError" Exception,
    NotImplementedError "NotImplementedError" RuntimeError,
    RecursionError "RecursionError" RuntimeError,
    StopIteration "StopIteration" Exception,
    StopAsyncIteration "StopAsyncIteration" Exception,
    SyntaxError "SyntaxError" Exception,
    IndentationError "IndentationError" SyntaxError,
    TabError "TabError" IndentationError,
    SystemError "SystemError" Exception,
    TypeError "TypeError" Exception,
    ValueError "ValueError" Exception,
    UnicodeError "UnicodeError" ValueError,
    UnicodeDecodeError "UnicodeDecodeError" UnicodeError,
    UnicodeEncodeError "UnicodeEncodeError" UnicodeError,
    UnicodeTranslateError "UnicodeTranslateError" UnicodeError,
    Warning "Warning" Exception,
    UserWarning "UserWarning" Warning,
    DeprecationWarning "DeprecationWarning" Warning,
    RuntimeWarning "RuntimeWarning" Warning,
    BytesWarning "BytesWarning" Warning,
    EncodingWarning "EncodingWarning" Warning,
    FutureWarning "FutureWarning" Warning,
    ImportWarning "ImportWarning" Warning,
    PendingDeprecationWarning "PendingDeprecationWarning" Warning,
    ResourceWarning "ResourceWarning" Warning,
    SyntaxWarning "SyntaxWarning" Warning,
    UnicodeWarning "UnicodeWarning" Warning,
}

impl Class {
    /// The type as a value.
    #[must_use]
    pub fn value(self) -> Value {
        Value::immediate(Tag::Type, self as u64)
    }

    /// The type that `value` is, if it is one.
    #[must_use]
    pub fn from_value(value: Value) -> Option<Class> {
        if value.tag() != Tag::Type {
            return None;
        }
        Class::ALL.get(value.payload() as usize).copied()
    }

    /// Is it `other` or derived from it?
    #[must_use]
    pub fn is_subclass_of(self, other: Class) -> bool {
        let mut class = self;
        loop {
            if class == other {
                return true;
            }
            if class.parent() == class {
                return false;
            }
            class = class.parent();
        }
    }

    /// Is it an exception type?
    #[must_use]
    pub fn is_exception(self) -> bool {
        self.is_subclass_of(Class::BaseException)
    }
}
