//! The loop of the interpreter: one arm for each shape of instruction.

use super::memory::{function_address, function_at};
use super::*;
use crate::interpret::arithmetic::{binary, compare, fused_multiply_add, signed, to_float, unary};
use crate::ir::BlockCall;
use crate::opcode::TypeRule;

/// What follows an instruction.
enum Next {
    /// The instruction after it.
    On,
    /// A block, with these arguments.
    To(BlockCall),
    /// The function leaves.
    Leave(Exit),
    /// It calls another.
    Call(FuncRef, Vec<u64>),
    /// It returns.
    Return(Vec<u64>),
}

impl<'m, S: Storage> Interpreter<'m, S> {
    pub(super) fn run(
        &mut self,
        func: FuncRef,
        arguments: &[u64],
        host: &mut dyn Host<S>,
    ) -> Result<Outcome, Stop> {
        let module = self.module;
        let decl = &module.functions[func];
        match &decl.body {
            Some(body) => self.enter(func, body, arguments)?,
            None => return self.external(func, arguments, host).map(Outcome::Return),
        }
        let mut arguments = Vec::new();
        while let Some(frame) = self.frames.pop() {
            // Only functions with a body are entered.
            let Some(body) = &module.functions[frame.func].body else { continue };
            let mut frame = frame;
            loop {
                let inst = body.blocks[frame.block].insts[frame.next];
                frame.next += 1;
                self.spend(1)?;
                self.counts[body.insts[inst].opcode() as usize] += 1;
                let data = &body.insts[inst];
                let may_leave = S::TRUSTED && data.call().is_none();
                let forced = if may_leave { data.exit() } else { None };
                let next = match forced.filter(|exit| host.forces(frame.func, *exit)) {
                    Some(exit) => Next::Leave(exit),
                    None => self.step(&frame, body, inst)?,
                };
                let results = match next {
                    Next::On => continue,
                    Next::To(call) => {
                        // All arguments are read before any parameter is written.
                        let value = |value: &Value| self.values[frame.values + value.index()];
                        arguments.clear();
                        arguments.extend(body.pool.arguments(call).iter().map(value));
                        frame.block = body.pool.target(call);
                        frame.next = 0;
                        let params = &body.blocks[frame.block].params;
                        for (&param, &argument) in params.iter().zip(&arguments) {
                            self.values[frame.values + param.index()] = argument;
                        }
                        continue;
                    }
                    Next::Call(callee, arguments) => match &module.functions[callee].body {
                        Some(_) if S::TRUSTED && host.takes(callee) => {
                            let results = self.external(callee, &arguments, host)?;
                            self.set_results(&frame, body, inst, &results);
                            continue;
                        }
                        None => {
                            let results = self.external(callee, &arguments, host)?;
                            self.set_results(&frame, body, inst, &results);
                            continue;
                        }
                        Some(callee_body) => {
                            self.frames.push(frame);
                            self.enter(callee, callee_body, &arguments)?;
                            break;
                        }
                    },
                    Next::Return(results) => results,
                    Next::Leave(exit) => {
                        let mut report = self.report(&frame, body, exit)?;
                        match host.left(&report, &mut self.memory) {
                            None => {
                                self.add_waiting_frames(&mut report)?;
                                return Ok(Outcome::Exit(report));
                            }
                            Some(results) => self.checked_results(frame.func, results)?,
                        }
                    }
                };
                self.values.truncate(frame.values);
                self.memory.values_moved(&self.values);
                self.memory.set_stack_size(frame.stack)?;
                if !self.give(&results) {
                    return Ok(Outcome::Return(results));
                }
                break;
            }
        }
        Ok(Outcome::Return(Vec::new()))
    }

    /// Gives results to the call that the innermost frame waits in; false if there is none.
    fn give(&mut self, results: &[u64]) -> bool {
        let Some(frame) = self.frames.pop() else { return false };
        if let Some(body) = &self.module.functions[frame.func].body {
            let inst = body.blocks[frame.block].insts[frame.next - 1];
            self.set_results(&frame, body, inst, results);
        }
        self.frames.push(frame);
        true
    }

    fn set_results(&mut self, frame: &Activation, body: &Function, inst: Inst, results: &[u64]) {
        for (value, &bits) in body.results(inst).zip(results) {
            self.values[frame.values + value.index()] = bits & body.ty(value).mask();
        }
    }

    fn external(
        &mut self,
        func: FuncRef,
        arguments: &[u64],
        host: &mut dyn Host<S>,
    ) -> Result<Vec<u64>, Stop> {
        let decl = &self.module.functions[func];
        let results =
            host.call_function(func, decl, arguments, &mut self.memory).map_err(Stop::Host)?;
        self.checked_results(func, results)
    }

    /// Results that a host made up: are there as many as the signature says?
    fn checked_results(&self, func: FuncRef, results: Vec<u64>) -> Result<Vec<u64>, Stop> {
        let decl = &self.module.functions[func];
        if results.len() == decl.signature.results.len() {
            Ok(results)
        } else {
            Err(Stop::WrongCount { function: decl.name.clone() })
        }
    }

    fn step(&mut self, frame: &Activation, body: &Function, inst: Inst) -> Result<Next, Stop> {
        let get = |value: Value| self.values[frame.values + value.index()];
        let ty = |value: Value| body.ty(value);
        let result = body.result(inst);
        let result_type = result.map_or(Type::I64, ty);
        let list = |values: &[Value]| values.iter().map(|&value| get(value)).collect::<Vec<u64>>();
        // `None`: the operation leaves.
        let computed: Option<u64> = match body.insts[inst] {
            InstData::Iconst { value } => Some(value as u64 & result_type.mask()),
            InstData::Fconst { bits } => Some(bits),
            InstData::Unary { opcode, arg } => unary(opcode, ty(arg), result_type, get(arg)),
            InstData::UnaryExit { opcode: Opcode::Guard, arg, .. } => (get(arg) != 0).then_some(0),
            InstData::UnaryExit { opcode, arg, .. } => {
                unary(opcode, ty(arg), result_type, get(arg))
            }
            InstData::Binary { opcode, args: [a, b] }
            | InstData::BinaryExit { opcode, args: [a, b], .. } => {
                binary(opcode, ty(a), get(a), get(b))
            }
            InstData::BinaryImm { opcode, arg, imm } => {
                // A shift takes the number as it stands.
                let shift = opcode.types() == TypeRule::Shift;
                let right = if shift { imm as u64 } else { imm as u64 & ty(arg).mask() };
                binary(opcode, ty(arg), get(arg), right)
            }
            InstData::BinaryImmExit { opcode, arg, imm, .. } => {
                binary(opcode, ty(arg), get(arg), imm as u64 & ty(arg).mask())
            }
            InstData::Ternary { opcode: Opcode::Select, args: [condition, a, b] } => {
                Some(if get(condition) != 0 { get(a) } else { get(b) })
            }
            InstData::Ternary { args: [a, b, c], .. } => {
                Some(fused_multiply_add(ty(a), get(a), get(b), get(c)))
            }
            InstData::Icmp { condition, args: [a, b] } => {
                Some(compare(condition, ty(a), get(a), get(b)))
            }
            InstData::IcmpImm { condition, arg, imm } => {
                Some(compare(condition, ty(arg), get(arg), imm as u64 & ty(arg).mask()))
            }
            InstData::Fcmp { condition, args: [a, b] } => {
                let (x, y) = (to_float(ty(a), get(a)), to_float(ty(b), get(b)));
                Some(condition.holds(x.partial_cmp(&y)).into())
            }
            InstData::Load { addr, offset, .. } => {
                let address = get(addr).wrapping_add(offset as u64);
                Some(self.memory.load(address, result_type.bytes() as usize)?)
            }
            InstData::Store { value, addr, offset, .. } => {
                let address = get(addr).wrapping_add(offset as u64);
                let (size, bits) = (ty(value).bytes() as usize, get(value));
                self.memory.store(address, size, bits)?;
                return Ok(Next::On);
            }
            InstData::SlotAddr { slot, offset } => Some(self.slot_address(frame, slot, offset)),
            InstData::SlotLoad { slot, offset } => {
                let address = self.slot_address(frame, slot, offset);
                Some(self.memory.load(address, result_type.bytes() as usize)?)
            }
            InstData::SlotStore { slot, value, offset } => {
                let address = self.slot_address(frame, slot, offset);
                let (size, bits) = (ty(value).bytes() as usize, get(value));
                self.memory.store(address, size, bits)?;
                return Ok(Next::On);
            }
            InstData::DataAddr { data, offset } => {
                Some(self.memory.data_address(data).wrapping_add(offset as u64))
            }
            InstData::FuncAddr { func } => Some(function_address(func)),
            InstData::Call { func, args } | InstData::CallExit { func, args, .. } => {
                return Ok(Next::Call(func, list(body.pool.get(args))));
            }
            InstData::CallIndirect { signature, callee, args } => {
                let address = get(callee);
                let wanted: &Signature = &body.signatures[signature];
                let func = function_at(self.module, address)
                    .filter(|func| self.module.functions[*func].signature == *wanted)
                    .ok_or(Stop::BadCall { address })?;
                return Ok(Next::Call(func, list(body.pool.get(args))));
            }
            InstData::Jump { target } => return Ok(Next::To(target)),
            InstData::Br { condition, targets: [then, otherwise] } => {
                return Ok(Next::To(if get(condition) != 0 { then } else { otherwise }));
            }
            InstData::Switch { arg, table } => {
                let number = signed(ty(arg), get(arg));
                let table = &body.tables[table];
                let case = table.cases.iter().find(|(case, _)| *case == number);
                let target = case.map_or(table.default, |(_, call)| *call);
                self.spend(table.cases.len() as u64 / 8)?;
                return Ok(Next::To(target));
            }
            InstData::Return { args } => return Ok(Next::Return(list(body.pool.get(args)))),
            InstData::Anchor { .. } => return Ok(Next::On),
            InstData::Leave { exit } => return Ok(Next::Leave(exit)),
        };
        match (computed, body.insts[inst].exit()) {
            (Some(bits), _) => {
                if let Some(result) = result {
                    self.values[frame.values + result.index()] = bits;
                }
                Ok(Next::On)
            }
            (None, Some(exit)) => Ok(Next::Leave(exit)),
            // An operation that leaves names its exit: the verifier saw to it.
            (None, None) => Ok(Next::On),
        }
    }
}
