//! What the library cannot say in Go: `internal/intrinsic`, an operation or a few lines each.
//!
//! Judged by `corpus/run`, since nothing runs without.

use stage2::ir::{DataDecl, Type as Machine};
use stage2::opcode::Opcode;

use super::function::Body;
use super::value::Val;
use crate::ast::{Expr, ExprKind};
use crate::types::object::ObjectKind;

impl Body<'_, '_> {
    /// The name of the intrinsic that a callee is.
    pub fn intrinsic_name(&self, function: Expr) -> Option<String> {
        let function = self.l.ast.unparen(function);
        let object = self.l.info.object(function)?;
        let data = &self.l.objects.objects[object];
        let package = data.package?;
        if !matches!(data.kind, ObjectKind::Function { .. })
            || &*self.l.objects.packages[package].path != "internal/intrinsic"
        {
            return None;
        }
        Some(self.l.ast.names.text(data.name).to_string())
    }

    /// The code of an intrinsic.
    pub fn intrinsic(&mut self, expr: Expr, name: &str) -> Vec<Val> {
        let ExprKind::Call { args, function, .. } = self.l.ast.exprs[expr] else {
            return Vec::new();
        };
        let signature = self.l.signature_of(self.l.type_of(function));
        let mut values = Vec::new();
        for (&arg, param) in self.l.ast.get(args).iter().zip(&signature.params) {
            values.extend(self.value_as(arg, param.ty).scalars().to_vec());
        }
        let unary = |opcode| Some(opcode);
        let opcode = match name {
            "Sqrt" => unary(Opcode::Fsqrt),
            "Floor" => unary(Opcode::Ffloor),
            "Ceil" => unary(Opcode::Fceil),
            "Trunc" => unary(Opcode::Ftrunc),
            "RoundToEven" => unary(Opcode::Fround),
            "Abs" => unary(Opcode::Fabs),
            "LeadingZeros64" => unary(Opcode::Clz),
            "TrailingZeros64" => unary(Opcode::Ctz),
            "OnesCount64" => unary(Opcode::Popcnt),
            "ReverseBytes64" => unary(Opcode::Bswap),
            _ => None,
        };
        if let Some(opcode) = opcode {
            return vec![Val::one(self.b.unary(opcode, values[0]))];
        }
        let one = |value| vec![Val::one(value)];
        match name {
            "Syscall6" => {
                let func = self.l.external("syscall6", &[Machine::I64; 7], &[Machine::I64]);
                one(self.b.call(&self.l.module, func, &values)[0])
            }
            "Move" => {
                self.runtime("moveBytes", &values);
                Vec::new()
            }
            "Clear" => {
                self.runtime("clearBytes", &values);
                Vec::new()
            }
            "Equal" => one(self.runtime("equalBytes", &values)[0]),
            // The kernel calls handlers by the convention that compiled code has.
            "SignalEntry" => {
                let func = self.l.runtime_function("signal");
                let address = self.b.func_addr(func);
                one(self.b.convert(Opcode::Bitcast, address, Machine::I64))
            }
            "SaveContext" => {
                let func = self.l.external("save_context", &[Machine::Ptr], &[Machine::I64]);
                one(self.b.call(&self.l.module, func, &values)[0])
            }
            "ResumeContext" => {
                let func = self.l.external("resume_context", &[Machine::Ptr], &[]);
                self.b.call(&self.l.module, func, &values);
                Vec::new()
            }
            "CallCode" => {
                let signature = stage2::ir::Signature::new(&[Machine::Ptr], &[]);
                self.b.call_indirect(&signature, values[0], &values[1..]);
                Vec::new()
            }
            "Table" => {
                let data = match self.l.module.lookup("pc_table") {
                    Some(stage2::ir::Reference::Data(data)) => data,
                    _ => self.l.add_data(DataDecl {
                        name: "pc_table".into(),
                        align: 8,
                        external: true,
                        ..DataDecl::default()
                    }),
                };
                one(self.b.data_addr(data, 0))
            }
            "Float64bits" => one(self.b.convert(Opcode::Bitcast, values[0], Machine::I64)),
            "Float64frombits" => one(self.b.convert(Opcode::Bitcast, values[0], Machine::F64)),
            "Float32bits" => one(self.b.convert(Opcode::Bitcast, values[0], Machine::I32)),
            "Float32frombits" => one(self.b.convert(Opcode::Bitcast, values[0], Machine::F32)),
            "Copysign" => one(self.b.binary(Opcode::Fcopysign, values[0], values[1])),
            "FMA" => one(self.b.ternary(Opcode::Fma, [values[0], values[1], values[2]])),
            "MulHigh" => one(self.b.binary(Opcode::Umulhi, values[0], values[1])),
            "RotateLeft64" => one(self.b.binary(Opcode::Rotl, values[0], values[1])),
            _ => {
                self.l.unsupported(self.l.ast.expr_pos[expr], &format!("intrinsic {name}"));
                let results: Vec<_> = signature.results.iter().map(|result| result.ty).collect();
                results.into_iter().map(|ty| self.zero(ty)).collect()
            }
        }
    }
}
