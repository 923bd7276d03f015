//! Random statements: arithmetic, memory, checks, calls, branches, loops.

use super::*;

impl Generator<'_> {
    pub(super) fn statement(&mut self, module: &Module) {
        let kind = self.choices.below(24);
        if self.is_pure() && !matches!(kind, 0..=2 | 4..=7 | 12 | 16 | 18) {
            return self.arithmetic();
        }
        match kind {
            0..=2 => self.arithmetic(),
            3 => self.checked(),
            4 => self.float_arithmetic(),
            5 => self.unary(),
            6 => {
                let (from, to) = (self.choices.of(&TYPES), self.choices.of(&TYPES));
                let value = self.value(from);
                let signed = self.choices.below(2) == 0;
                let value = self.convert(value, to, signed);
                self.set(value);
            }
            7 => {
                let condition = self.condition();
                self.set(condition);
            }
            8 | 9 => self.store(),
            10 | 11 => self.load(),
            12 => {
                let ty = self.choices.of(&TYPES);
                let (c, a, b) = (self.condition(), self.value(ty), self.value(ty));
                let value = self.build.ternary(Opcode::Select, [c, a, b]);
                self.set(value);
            }
            13 => {
                let condition = self.seldom_false();
                let exit = self.exit(condition);
                self.build.guard(condition, exit);
            }
            14 => self.bounds_check(),
            15 => self.call(module),
            16 | 17 => self.branch(module),
            18 => self.switch(module),
            19 | 20 => self.counted_loop(module),
            21 => self.fuelled_loop(module),
            22 => self.area_access(),
            _ => {
                let condition = self.seldom_false();
                let (out, on) = (self.build.block(&[]), self.build.block(&[]));
                self.build.br(condition, (on, &[]), (out, &[]));
                self.build.switch_to(out);
                let value = self.constant(Type::I64);
                let exit = self.exit(value);
                self.build.leave(exit);
                self.build.switch_to(on);
            }
        }
    }

    /// A condition for what leaves: a run in which the first check fails shows nothing.
    fn seldom_false(&mut self) -> Value {
        let condition = self.condition();
        if self.choices.below(4) == 0 {
            return condition;
        }
        let (a, number) = (self.value(Type::I64), self.choices.number(Type::I64));
        let other = self.build.icmp(IntCondition::Ne, a, number);
        self.build.binary(Opcode::Or, condition, other)
    }

    /// A length of at most 31, and mostly at least 16.
    fn length(&mut self) -> Value {
        let length = self.value(Type::I64);
        let length = self.build.binary(Opcode::And, length, 31);
        if self.choices.below(8) == 0 {
            return length;
        }
        self.build.binary(Opcode::Or, length, 16)
    }

    fn arithmetic(&mut self) {
        use Opcode::*;
        let all =
            [Iadd, Isub, Imul, Smulhi, Umulhi, And, Or, Xor, Shl, Lshr, Ashr, Rotl, Iadd, Isub];
        let (opcode, ty) = (self.choices.of(&all), self.choices.of(&INTS));
        let a = self.value(ty);
        let shift = matches!(opcode, Shl | Lshr | Ashr | Rotl);
        let value = if self.choices.below(2) == 0 {
            let number = self.choices.number(ty);
            self.build.binary(opcode, a, if shift { number & 127 } else { number })
        } else {
            let b = self.value(if shift { Type::I8 } else { ty });
            self.build.binary(opcode, a, b)
        };
        self.set(value);
        // The same once more, for those who look for it.
        if self.choices.below(6) == 0 && !shift {
            let b = self.value(ty);
            let first = self.build.binary(opcode, a, b);
            let second = self.build.binary(opcode, a, b);
            let both = self.build.binary(Opcode::Iadd, first, second);
            self.set(both);
        }
    }

    fn checked(&mut self) {
        use Opcode::*;
        let ty = self.choices.of(&INTS);
        let a = self.value(ty);
        let exit = self.exit(a);
        let all = [
            Sdiv,
            Udiv,
            Srem,
            Urem,
            IaddChecked,
            IsubChecked,
            ImulChecked,
            SdivFloor,
            SremFloor,
            IaddChecked,
            IsubChecked,
        ];
        let opcode = self.choices.of(&all);
        let divides = opcode.format() == stage2::opcode::Format::Divide;
        let value = match self.choices.below(3) {
            0 if divides => match self.choices.number(ty) {
                0 => self.build.binary(opcode, a, 3),
                number => self.build.binary(opcode, a, number),
            },
            1 if !divides => {
                let number = self.choices.number(ty);
                self.build.checked(opcode, a, number, exit)
            }
            _ => {
                let mut b = self.value(ty);
                if divides && self.choices.below(4) != 0 {
                    b = self.build.binary(Or, b, 1);
                }
                self.build.checked(opcode, a, b, exit)
            }
        };
        self.set(value);
        if self.choices.below(4) == 0 {
            let (from, to) = (self.choices.of(&FLOATS), self.choices.of(&INTS));
            let float = self.value(from);
            let opcode = self.choices.of(&[FptosiChecked, FptouiChecked]);
            let value = self.build.convert_checked(opcode, float, to, exit);
            self.set(value);
        }
    }

    fn float_arithmetic(&mut self) {
        use Opcode::*;
        let ty = self.choices.of(&FLOATS);
        let (a, b) = (self.value(ty), self.value(ty));
        let opcode = self.choices.of(&[Fadd, Fsub, Fmul, Fdiv, Fmin, Fmax, Fcopysign, Fma]);
        let value = match opcode {
            Fma => {
                let c = self.value(ty);
                self.build.ternary(Fma, [a, b, c])
            }
            Fcopysign => {
                let sign = self.one_nan(b);
                self.build.binary(Fcopysign, a, sign)
            }
            _ => self.build.binary(opcode, a, b),
        };
        self.set(value);
    }

    fn unary(&mut self) {
        use Opcode::*;
        if self.choices.below(2) == 0 {
            let ty = self.choices.of(&FLOATS);
            let a = self.value(ty);
            let opcode = self.choices.of(&[Fneg, Fabs, Fsqrt, Ffloor, Fceil, Ftrunc, Fround]);
            let value = self.build.unary(opcode, a);
            return self.set(value);
        }
        let ty = self.choices.of(&INTS);
        let a = self.value(ty);
        let opcode = self.choices.of(&[Ineg, Not, Clz, Ctz, Popcnt, Bswap]);
        let value = self.build.unary(opcode, a);
        self.set(value);
    }

    /// An address inside the data, for an access of so many bytes.
    fn address(&mut self, data: DataRef, size: i64, bytes: i64) -> (Value, i32) {
        let base = self.build.data_addr(data, 0);
        let index = self.value(Type::I64);
        let offset = self.choices.below(4) as i64 * bytes;
        // A power of two of elements fits behind the offset.
        let count = ((size - 3 * bytes) / bytes).ilog2();
        let index = self.build.binary(Opcode::And, index, (1 << count) - 1);
        let distance = self.build.binary(Opcode::Imul, index, bytes);
        (self.build.binary(Opcode::PtrAdd, base, distance), offset as i32)
    }

    /// Data, its size, its region, and a type that may be there.
    fn place(&mut self, to_write: bool) -> (DataRef, i64, Region, Type) {
        let places = if to_write { 4 } else { 5 };
        match self.choices.below(places) {
            0 => (self.data.ints, 256, Region(1), Type::I64),
            1 => (self.data.floats, 256, Region(2), Type::F64),
            2 => (self.data.mixed, 128, Region(3), self.choices.of(&INTS)),
            3 => (self.data.mixed, 128, Region::ANY, self.choices.of(&INTS)),
            _ => (self.data.table, 256, Region(4), self.choices.of(&INTS)),
        }
    }

    fn store(&mut self) {
        let (data, size, region, ty) = self.place(true);
        let value = self.value(ty);
        let (address, offset) = self.address(data, size, ty.bytes().into());
        self.build.store(value, address, offset, region);
    }

    fn load(&mut self) {
        let (data, size, region, ty) = self.place(false);
        let (address, offset) = self.address(data, size, ty.bytes().into());
        let value = self.build.load(ty, address, offset, region);
        self.set(value);
        if self.choices.below(4) == 0 {
            let again = self.build.load(ty, address, offset, region);
            self.set(again);
        }
    }

    /// The slot that is accessed by its address as well as by its name.
    fn area_access(&mut self) {
        let base = self.build.slot_addr(self.area, 8);
        let index = self.value(Type::I64);
        let index = self.build.binary(Opcode::And, index, 3);
        let distance = self.build.binary(Opcode::Shl, index, 3);
        let address = self.build.binary(Opcode::PtrAdd, base, distance);
        let value = self.value(Type::I64);
        if self.choices.below(2) == 0 {
            self.build.store(value, address, 0, Region::ANY);
        } else {
            self.build.append(
                stage2::ir::InstData::SlotStore { slot: self.area, value, offset: 16 },
                &[],
            );
            self.build
                .append(stage2::ir::InstData::SlotStore { slot: self.pair, value, offset: 8 }, &[]);
        }
        let value = self.build.load(Type::I64, address, 0, Region::ANY);
        self.set(value);
        let load = stage2::ir::InstData::SlotLoad { slot: self.area, offset: 20 };
        let narrow = self.build.append(load, &[Type::I32])[0];
        self.set(narrow);
    }

    fn bounds_check(&mut self) {
        let mut index = self.value(Type::I64);
        if self.choices.below(8) != 0 {
            index = self.build.binary(Opcode::And, index, 15);
        }
        let length = self.length();
        let exit = self.exit(index);
        self.build.bounds_check(index, length, exit);
        self.element(index);
    }

    /// `ints[index] = ints[index] + variable`, for an index that is known to be below 32.
    fn element(&mut self, index: Value) {
        let base = self.build.data_addr(self.data.ints, 0);
        let distance = self.build.binary(Opcode::Imul, index, 8);
        let address = self.build.binary(Opcode::PtrAdd, base, distance);
        let element = self.build.load(Type::I64, address, 0, Region(1));
        let more = self.value(Type::I64);
        let sum = self.build.binary(Opcode::Iadd, element, more);
        if self.choices.below(3) != 0 {
            self.build.store(sum, address, 0, Region(1));
        }
        self.set(sum);
    }

    fn call(&mut self, module: &Module) {
        // What is called loops too.
        if self.callees.is_empty() || self.weight > 40 {
            return self.arithmetic();
        }
        let callee = self.choices.of(&self.callees.clone());
        let signature = module.functions[callee].signature.clone();
        let mut args = Vec::new();
        for &ty in &signature.params {
            args.push(match ty {
                Type::Ptr => self.build.data_addr(self.data.mixed, 0),
                ty => self.value(ty),
            });
        }
        let results = match self.choices.below(4) {
            0 => {
                let address = self.build.func_addr(callee);
                self.build.call_indirect(&signature, address, &args)
            }
            1 => self.build.call(module, callee, &args),
            _ => {
                let frame = self.frame(Some(args[0]));
                let exit = self.build.exit(ExitData::Frames(Leaving::Deopt, vec![frame]));
                self.build.call_in_frame(module, callee, &args, exit)
            }
        };
        for result in results {
            self.set(result);
        }
    }

    fn branch(&mut self, module: &Module) {
        if self.depth >= 4 {
            return self.arithmetic();
        }
        let condition = self.condition();
        let (then, otherwise) = (self.build.block(&[]), self.build.block(&[]));
        let ty = self.choices.of(&TYPES);
        let join = self.build.block(&[ty]);
        self.build.br(condition, (then, &[]), (otherwise, &[]));
        self.depth += 1;
        for block in [then, otherwise] {
            self.build.switch_to(block);
            self.statements(module);
            let value = self.value(ty);
            self.build.jump(join, &[value]);
        }
        self.depth -= 1;
        self.build.switch_to(join);
        let value = self.build.block_params(join)[0];
        self.set(value);
    }

    fn switch(&mut self, module: &Module) {
        if self.depth >= 3 {
            return self.arithmetic();
        }
        let ty = self.choices.of(&INTS);
        let arg = self.value(ty);
        let arg = match self.choices.below(2) {
            0 => self.build.binary(Opcode::And, arg, 3),
            _ => arg,
        };
        let join = self.build.block(&[Type::I64]);
        let number = self.constant(Type::I64);
        let count = 1 + self.choices.below(3);
        let blocks: Vec<_> = (0..=count).map(|_| self.build.block(&[])).collect();
        let mut cases: Vec<(i64, (_, &[Value]))> = Vec::new();
        for &block in &blocks[1..] {
            let case = cases.len() as i64;
            cases.push((case, (block, &[])));
        }
        let direct = [number];
        cases.push((ty.canonical(-1), (join, &direct)));
        // Two cases may go to one block.
        cases.push((ty.canonical(100), (blocks[1], &[])));
        self.build.switch(arg, (blocks[0], &[]), &cases);
        self.depth += 1;
        for block in blocks {
            self.build.switch_to(block);
            self.statements(module);
            let value = self.value(Type::I64);
            self.build.jump(join, &[value]);
        }
        self.depth -= 1;
        self.build.switch_to(join);
        let value = self.build.block_params(join)[0];
        self.set(value);
    }

    /// Keeps the state before a loop at hand: in the frame, and what no frame can name in memory.
    fn anchor(&mut self) {
        let base = self.build.data_addr(self.data.save, 0);
        let mut offset = 0;
        for index in [1, 2, 4] {
            for slot in self.variables[index].clone() {
                let value = self.build.get(slot);
                self.build.store(value, base, offset, Region(5));
                offset += 4;
            }
        }
        for slot in [self.area, self.pair] {
            for word in 0..(if slot == self.area { AREA as i32 / 8 } else { 2 }) {
                let load = stage2::ir::InstData::SlotLoad { slot, offset: word * 8 };
                let value = self.build.append(load, &[Type::I64])[0];
                self.build.store(value, base, 64 + offset, Region(5));
                offset += 8;
            }
        }
        self.next_offset += 2;
        let mut entries = Vec::new();
        for (index, representation) in
            [(0, Representation::Bool), (3, Representation::Int), (5, Representation::Float)]
        {
            for slot in self.variables[index].clone() {
                let value = StateValue::Slot(slot);
                entries.push(StateEntry { index: entries.len() as u32, value, representation });
            }
        }
        // Counters of loops around are variables too, behind the others.
        let slots = self.build.body().slots.iter();
        for (slot, data) in slots.filter(|(_, data)| data.name.as_deref() == Some("counter")) {
            let (value, representation) = (StateValue::Slot(slot), Representation::Int);
            debug_assert_eq!(data.ty, Some(Type::I64));
            entries.push(StateEntry { index: entries.len() as u32, value, representation });
        }
        let offset = ANCHORS + self.next_offset;
        let frame = Frame { function: self.name.into(), offset, entries };
        let exit = self.build.exit(ExitData::Frames(Leaving::Deopt, vec![frame]));
        self.build.anchor(exit);
    }

    /// A loop whose passes are easy to see: a counter, a step and a limit.
    fn counted_loop(&mut self, module: &Module) {
        let passes = 1 + self.choices.below(7) as i64;
        if self.depth >= 4 || self.weight * passes as usize > 200 {
            return self.arithmetic();
        }
        let counter = self.build.variable(Type::I64, "counter");
        let limit = self.build.variable(Type::I64, "counter");
        let step = self.choices.of(&[1, 1, 1, 2, 3]);
        let start = self.choices.of(&[0, 0, 1, -2]);
        let first = self.build.iconst(Type::I64, start);
        self.build.set(counter, first);
        let bound = if self.choices.below(2) == 0 {
            self.build.iconst(Type::I64, passes)
        } else {
            let value = self.value(Type::I64);
            self.build.binary(Opcode::And, value, 7)
        };
        self.build.set(limit, bound);
        if self.name == "main" && self.choices.below(2) == 0 {
            self.anchor();
        }
        let (header, inside) = (self.build.block(&[]), self.build.block(&[]));
        let behind = self.build.block(&[]);
        self.build.jump(header, &[]);
        self.build.switch_to(header);
        let (now, end) = (self.build.get(counter), self.build.get(limit));
        let condition = self.build.icmp(IntCondition::Slt, now, end);
        self.build.br(condition, (inside, &[]), (behind, &[]));
        self.build.switch_to(inside);
        self.depth += 1;
        self.weight *= 8;
        let now = self.build.get(counter);
        if self.choices.below(2) == 0 {
            self.set(now);
        }
        if self.choices.below(2) == 0 {
            let length = self.length();
            let exit = self.exit(now);
            let index =
                if self.choices.below(2) == 0 { now } else { self.counted_from_end(now, length) };
            self.build.bounds_check(index, length, exit);
            self.element(index);
        }
        self.statements(module);
        self.weight /= 8;
        self.depth -= 1;
        let now = self.build.get(counter);
        let next = if self.choices.below(2) == 0 {
            let exit = self.exit(now);
            self.build.checked(Opcode::IaddChecked, now, step, exit)
        } else {
            self.build.binary(Opcode::Iadd, now, step)
        };
        self.build.set(counter, next);
        if !self.is_pure() && self.choices.below(2) == 0 {
            self.poll(module);
        }
        self.build.jump(header, &[]);
        self.build.switch_to(behind);
    }

    /// As Python counts: below zero from the end.
    fn counted_from_end(&mut self, index: Value, length: Value) -> Value {
        let from_end = self.build.binary(Opcode::Iadd, index, length);
        let negative = self.build.icmp(IntCondition::Slt, index, 0);
        self.build.ternary(Opcode::Select, [negative, from_end, index])
    }

    /// Asks whether the loop shall go on. It always shall.
    fn poll(&mut self, module: &Module) {
        let Some(asked) = module.function("undisturbed") else { return };
        let answer = self.build.call(module, asked, &[])[0];
        let exit = self.exit(answer);
        self.build.guard(answer, exit);
    }

    /// A loop with any condition, at its end, which runs out of fuel; or is left in its middle.
    fn fuelled_loop(&mut self, module: &Module) {
        let fuel = 1 + self.choices.below(5) as i64;
        if self.depth >= 4 || self.weight * fuel as usize > 200 {
            return self.arithmetic();
        }
        let counter = self.build.variable(Type::I64, "counter");
        let full = self.build.iconst(Type::I64, fuel);
        self.build.set(counter, full);
        let (top, middle) = (self.build.block(&[]), self.build.block(&[]));
        let (again, behind) = (self.build.block(&[]), self.build.block(&[]));
        self.build.jump(top, &[]);
        self.build.switch_to(top);
        self.depth += 1;
        self.weight *= 6;
        self.statements(module);
        let condition = self.condition();
        self.build.br(condition, (middle, &[]), (behind, &[]));
        self.build.switch_to(middle);
        self.statements(module);
        self.weight /= 6;
        self.depth -= 1;
        let left = self.build.get(counter);
        let left = self.build.binary(Opcode::Isub, left, 1);
        self.build.set(counter, left);
        let on = self.build.icmp(IntCondition::Sgt, left, 0);
        self.build.br(on, (again, &[]), (behind, &[]));
        self.build.switch_to(again);
        self.build.jump(top, &[]);
        self.build.switch_to(behind);
    }
}
