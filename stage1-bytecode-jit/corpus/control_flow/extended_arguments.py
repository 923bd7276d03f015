# More than 256 constants and names in one code object, and jumps over them.
def constants(flag):
    total = 0
    if flag: total += 1000; total -= 1001 + total % 1002 // 1003
    if flag: total += 1004; total -= 1005 + total % 1006 // 1007
    if flag: total += 1008; total -= 1009 + total % 1010 // 1011
    if flag: total += 1012; total -= 1013 + total % 1014 // 1015
    if flag: total += 1016; total -= 1017 + total % 1018 // 1019
    if flag: total += 1020; total -= 1021 + total % 1022 // 1023
    if flag: total += 1024; total -= 1025 + total % 1026 // 1027
    if flag: total += 1028; total -= 1029 + total % 1030 // 1031
    if flag: total += 1032; total -= 1033 + total % 1034 // 1035
    if flag: total += 1036; total -= 1037 + total % 1038 // 1039
    if flag: total += 1040; total -= 1041 + total % 1042 // 1043
    if flag: total += 1044; total -= 1045 + total % 1046 // 1047
    if flag: total += 1048; total -= 1049 + total % 1050 // 1051
    if flag: total += 1052; total -= 1053 + total % 1054 // 1055
    if flag: total += 1056; total -= 1057 + total % 1058 // 1059
    if flag: total += 1060; total -= 1061 + total % 1062 // 1063
    if flag: total += 1064; total -= 1065 + total % 1066 // 1067
    if flag: total += 1068; total -= 1069 + total % 1070 // 1071
    if flag: total += 1072; total -= 1073 + total % 1074 // 1075
    if flag: total += 1076; total -= 1077 + total % 1078 // 1079
    if flag: total += 1080; total -= 1081 + total % 1082 // 1083
    if flag: total += 1084; total -= 1085 + total % 1086 // 1087
    if flag: total += 1088; total -= 1089 + total % 1090 // 1091
    if flag: total += 1092; total -= 1093 + total % 1094 // 1095
    if flag: total += 1096; total -= 1097 + total % 1098 // 1099
    if flag: total += 1100; total -= 1101 + total % 1102 // 1103
    if flag: total += 1104; total -= 1105 + total % 1106 // 1107
    if flag: total += 1108; total -= 1109 + total % 1110 // 1111
    if flag: total += 1112; total -= 1113 + total % 1114 // 1115
    if flag: total += 1116; total -= 1117 + total % 1118 // 1119
    if flag: total += 1120; total -= 1121 + total % 1122 // 1123
    if flag: total += 1124; total -= 1125 + total % 1126 // 1127
    if flag: total += 1128; total -= 1129 + total % 1130 // 1131
    if flag: total += 1132; total -= 1133 + total % 1134 // 1135
    if flag: total += 1136; total -= 1137 + total % 1138 // 1139
    if flag: total += 1140; total -= 1141 + total % 1142 // 1143
    if flag: total += 1144; total -= 1145 + total % 1146 // 1147
    if flag: total += 1148; total -= 1149 + total % 1150 // 1151
    if flag: total += 1152; total -= 1153 + total % 1154 // 1155
    if flag: total += 1156; total -= 1157 + total % 1158 // 1159
    if flag: total += 1160; total -= 1161 + total % 1162 // 1163
    if flag: total += 1164; total -= 1165 + total % 1166 // 1167
    if flag: total += 1168; total -= 1169 + total % 1170 // 1171
    if flag: total += 1172; total -= 1173 + total % 1174 // 1175
    if flag: total += 1176; total -= 1177 + total % 1178 // 1179
    if flag: total += 1180; total -= 1181 + total % 1182 // 1183
    if flag: total += 1184; total -= 1185 + total % 1186 // 1187
    if flag: total += 1188; total -= 1189 + total % 1190 // 1191
    if flag: total += 1192; total -= 1193 + total % 1194 // 1195
    if flag: total += 1196; total -= 1197 + total % 1198 // 1199
    if flag: total += 1200; total -= 1201 + total % 1202 // 1203
    if flag: total += 1204; total -= 1205 + total % 1206 // 1207
    if flag: total += 1208; total -= 1209 + total % 1210 // 1211
    if flag: total += 1212; total -= 1213 + total % 1214 // 1215
    if flag: total += 1216; total -= 1217 + total % 1218 // 1219
    if flag: total += 1220; total -= 1221 + total % 1222 // 1223
    if flag: total += 1224; total -= 1225 + total % 1226 // 1227
    if flag: total += 1228; total -= 1229 + total % 1230 // 1231
    if flag: total += 1232; total -= 1233 + total % 1234 // 1235
    if flag: total += 1236; total -= 1237 + total % 1238 // 1239
    if flag: total += 1240; total -= 1241 + total % 1242 // 1243
    if flag: total += 1244; total -= 1245 + total % 1246 // 1247
    if flag: total += 1248; total -= 1249 + total % 1250 // 1251
    if flag: total += 1252; total -= 1253 + total % 1254 // 1255
    if flag: total += 1256; total -= 1257 + total % 1258 // 1259
    if flag: total += 1260; total -= 1261 + total % 1262 // 1263
    if flag: total += 1264; total -= 1265 + total % 1266 // 1267
    if flag: total += 1268; total -= 1269 + total % 1270 // 1271
    if flag: total += 1272; total -= 1273 + total % 1274 // 1275
    if flag: total += 1276; total -= 1277 + total % 1278 // 1279
    if flag: total += 1280; total -= 1281 + total % 1282 // 1283
    if flag: total += 1284; total -= 1285 + total % 1286 // 1287
    if flag: total += 1288; total -= 1289 + total % 1290 // 1291
    if flag: total += 1292; total -= 1293 + total % 1294 // 1295
    if flag: total += 1296; total -= 1297 + total % 1298 // 1299
    return total


print(constants(True), constants(False))
name_0 = 0; name_1 = 1; name_2 = 2; name_3 = 3; name_4 = 4; name_5 = 5; name_6 = 6; name_7 = 7; name_8 = 8; name_9 = 9
name_10 = 10; name_11 = 11; name_12 = 12; name_13 = 13; name_14 = 14; name_15 = 15; name_16 = 16; name_17 = 17; name_18 = 18; name_19 = 19
name_20 = 20; name_21 = 21; name_22 = 22; name_23 = 23; name_24 = 24; name_25 = 25; name_26 = 26; name_27 = 27; name_28 = 28; name_29 = 29
name_30 = 30; name_31 = 31; name_32 = 32; name_33 = 33; name_34 = 34; name_35 = 35; name_36 = 36; name_37 = 37; name_38 = 38; name_39 = 39
name_40 = 40; name_41 = 41; name_42 = 42; name_43 = 43; name_44 = 44; name_45 = 45; name_46 = 46; name_47 = 47; name_48 = 48; name_49 = 49
name_50 = 50; name_51 = 51; name_52 = 52; name_53 = 53; name_54 = 54; name_55 = 55; name_56 = 56; name_57 = 57; name_58 = 58; name_59 = 59
name_60 = 60; name_61 = 61; name_62 = 62; name_63 = 63; name_64 = 64; name_65 = 65; name_66 = 66; name_67 = 67; name_68 = 68; name_69 = 69
name_70 = 70; name_71 = 71; name_72 = 72; name_73 = 73; name_74 = 74; name_75 = 75; name_76 = 76; name_77 = 77; name_78 = 78; name_79 = 79
name_80 = 80; name_81 = 81; name_82 = 82; name_83 = 83; name_84 = 84; name_85 = 85; name_86 = 86; name_87 = 87; name_88 = 88; name_89 = 89
name_90 = 90; name_91 = 91; name_92 = 92; name_93 = 93; name_94 = 94; name_95 = 95; name_96 = 96; name_97 = 97; name_98 = 98; name_99 = 99
name_100 = 100; name_101 = 101; name_102 = 102; name_103 = 103; name_104 = 104; name_105 = 105; name_106 = 106; name_107 = 107; name_108 = 108; name_109 = 109
name_110 = 110; name_111 = 111; name_112 = 112; name_113 = 113; name_114 = 114; name_115 = 115; name_116 = 116; name_117 = 117; name_118 = 118; name_119 = 119
name_120 = 120; name_121 = 121; name_122 = 122; name_123 = 123; name_124 = 124; name_125 = 125; name_126 = 126; name_127 = 127; name_128 = 128; name_129 = 129
name_130 = 130; name_131 = 131; name_132 = 132; name_133 = 133; name_134 = 134; name_135 = 135; name_136 = 136; name_137 = 137; name_138 = 138; name_139 = 139
name_140 = 140; name_141 = 141; name_142 = 142; name_143 = 143; name_144 = 144; name_145 = 145; name_146 = 146; name_147 = 147; name_148 = 148; name_149 = 149
name_150 = 150; name_151 = 151; name_152 = 152; name_153 = 153; name_154 = 154; name_155 = 155; name_156 = 156; name_157 = 157; name_158 = 158; name_159 = 159
name_160 = 160; name_161 = 161; name_162 = 162; name_163 = 163; name_164 = 164; name_165 = 165; name_166 = 166; name_167 = 167; name_168 = 168; name_169 = 169
name_170 = 170; name_171 = 171; name_172 = 172; name_173 = 173; name_174 = 174; name_175 = 175; name_176 = 176; name_177 = 177; name_178 = 178; name_179 = 179
name_180 = 180; name_181 = 181; name_182 = 182; name_183 = 183; name_184 = 184; name_185 = 185; name_186 = 186; name_187 = 187; name_188 = 188; name_189 = 189
name_190 = 190; name_191 = 191; name_192 = 192; name_193 = 193; name_194 = 194; name_195 = 195; name_196 = 196; name_197 = 197; name_198 = 198; name_199 = 199
name_200 = 200; name_201 = 201; name_202 = 202; name_203 = 203; name_204 = 204; name_205 = 205; name_206 = 206; name_207 = 207; name_208 = 208; name_209 = 209
name_210 = 210; name_211 = 211; name_212 = 212; name_213 = 213; name_214 = 214; name_215 = 215; name_216 = 216; name_217 = 217; name_218 = 218; name_219 = 219
name_220 = 220; name_221 = 221; name_222 = 222; name_223 = 223; name_224 = 224; name_225 = 225; name_226 = 226; name_227 = 227; name_228 = 228; name_229 = 229
name_230 = 230; name_231 = 231; name_232 = 232; name_233 = 233; name_234 = 234; name_235 = 235; name_236 = 236; name_237 = 237; name_238 = 238; name_239 = 239
name_240 = 240; name_241 = 241; name_242 = 242; name_243 = 243; name_244 = 244; name_245 = 245; name_246 = 246; name_247 = 247; name_248 = 248; name_249 = 249
name_250 = 250; name_251 = 251; name_252 = 252; name_253 = 253; name_254 = 254; name_255 = 255; name_256 = 256; name_257 = 257; name_258 = 258; name_259 = 259
name_260 = 260; name_261 = 261; name_262 = 262; name_263 = 263; name_264 = 264; name_265 = 265; name_266 = 266; name_267 = 267; name_268 = 268; name_269 = 269
for turn in range(3):
    if turn == 1:
        continue
    name_0 += name_0 + name_1 + name_2 + name_3 + name_4 + name_5 + name_6 + name_7 + name_8 + name_9
    name_10 += name_10 + name_11 + name_12 + name_13 + name_14 + name_15 + name_16 + name_17 + name_18 + name_19
    name_20 += name_20 + name_21 + name_22 + name_23 + name_24 + name_25 + name_26 + name_27 + name_28 + name_29
    name_30 += name_30 + name_31 + name_32 + name_33 + name_34 + name_35 + name_36 + name_37 + name_38 + name_39
    name_40 += name_40 + name_41 + name_42 + name_43 + name_44 + name_45 + name_46 + name_47 + name_48 + name_49
    name_50 += name_50 + name_51 + name_52 + name_53 + name_54 + name_55 + name_56 + name_57 + name_58 + name_59
    name_60 += name_60 + name_61 + name_62 + name_63 + name_64 + name_65 + name_66 + name_67 + name_68 + name_69
    name_70 += name_70 + name_71 + name_72 + name_73 + name_74 + name_75 + name_76 + name_77 + name_78 + name_79
    name_80 += name_80 + name_81 + name_82 + name_83 + name_84 + name_85 + name_86 + name_87 + name_88 + name_89
    name_90 += name_90 + name_91 + name_92 + name_93 + name_94 + name_95 + name_96 + name_97 + name_98 + name_99
    name_100 += name_100 + name_101 + name_102 + name_103 + name_104 + name_105 + name_106 + name_107 + name_108 + name_109
    name_110 += name_110 + name_111 + name_112 + name_113 + name_114 + name_115 + name_116 + name_117 + name_118 + name_119
    name_120 += name_120 + name_121 + name_122 + name_123 + name_124 + name_125 + name_126 + name_127 + name_128 + name_129
    name_130 += name_130 + name_131 + name_132 + name_133 + name_134 + name_135 + name_136 + name_137 + name_138 + name_139
    name_140 += name_140 + name_141 + name_142 + name_143 + name_144 + name_145 + name_146 + name_147 + name_148 + name_149
    name_150 += name_150 + name_151 + name_152 + name_153 + name_154 + name_155 + name_156 + name_157 + name_158 + name_159
    name_160 += name_160 + name_161 + name_162 + name_163 + name_164 + name_165 + name_166 + name_167 + name_168 + name_169
    name_170 += name_170 + name_171 + name_172 + name_173 + name_174 + name_175 + name_176 + name_177 + name_178 + name_179
    name_180 += name_180 + name_181 + name_182 + name_183 + name_184 + name_185 + name_186 + name_187 + name_188 + name_189
    name_190 += name_190 + name_191 + name_192 + name_193 + name_194 + name_195 + name_196 + name_197 + name_198 + name_199
    name_200 += name_200 + name_201 + name_202 + name_203 + name_204 + name_205 + name_206 + name_207 + name_208 + name_209
    name_210 += name_210 + name_211 + name_212 + name_213 + name_214 + name_215 + name_216 + name_217 + name_218 + name_219
    name_220 += name_220 + name_221 + name_222 + name_223 + name_224 + name_225 + name_226 + name_227 + name_228 + name_229
    name_230 += name_230 + name_231 + name_232 + name_233 + name_234 + name_235 + name_236 + name_237 + name_238 + name_239
    name_240 += name_240 + name_241 + name_242 + name_243 + name_244 + name_245 + name_246 + name_247 + name_248 + name_249
    name_250 += name_250 + name_251 + name_252 + name_253 + name_254 + name_255 + name_256 + name_257 + name_258 + name_259
    name_260 += name_260 + name_261 + name_262 + name_263 + name_264 + name_265 + name_266 + name_267 + name_268 + name_269
print(name_0, name_10, name_255, name_256, name_257, name_260, name_269)
