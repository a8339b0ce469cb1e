# SPDX-License-Identifier: Apache-2.0
"""The four small models between the large ones: plain arithmetic on pictures, written as ONNX. make.py writes and tries them.

    prepare   a grey page -> what the detector takes
    cut       the page and the detector's heat map -> its text lines, each a strip of 48 x 480, and how many there are
    turn      a strip by half a turn
    spell     the recogniser's steps -> text, and how sure it is of it

The row law holds in each: nothing is computed across pages or strips.
"""
import numpy as np
import onnx
import onnx.numpy_helper
import onnx.parser

HEIGHT, WIDTH = 288, 192  # of a page
LINES = 12  # of a page at most; further ones aren't cut
STRIP_HEIGHT, STRIP_WIDTH = 48, 480
STEPS = STRIP_WIDTH // 8  # the recogniser looks at every eighth column
HOT = 0.3  # a pixel of the heat map from here on is text
PAD = 0.35  # the detector marks the core of a line: this share of its height is added on each side
GAP = 6  # so many steps of nothing between two letters are a space: the recogniser seldom sees wide ones
PIECES = 64  # STEPS filled up to a power of two

HEAD = '<ir_version: 10, opset_import: ["" : 20]>\n'

PREPARE = f"""
prepare (uint8[n, {HEIGHT}, {WIDTH}] page) => (float[n, 3, {HEIGHT}, {WIDTH}] x)
<float[1, 3, 1, 1] mean = {{0.485, 0.456, 0.406}}, float[1, 3, 1, 1] std = {{0.229, 0.224, 0.225}}, float white = {{255}}> {{
  axis = Constant<value = int64[1] {{1}}>()
  grey = Cast<to = 1>(page)
  unit = Div(grey, white)
  one = Unsqueeze(unit, axis)
  centred = Sub(one, mean)
  x = Div(centred, std)
}}
"""

CUT = f"""
cut (uint8[n, {HEIGHT}, {WIDTH}] page, float[n, 1, {HEIGHT}, {WIDTH}] heat)
  => (float[n, {LINES}, 3, {STRIP_HEIGHT}, {STRIP_WIDTH}] strips, int32[n] lengths)
<float hot = {{{HOT}}}, float pad = {{{PAD}}}, float zero = {{0}}, float one = {{1}}, float grey_middle = {{127.5}},
 float page_height = {{{HEIGHT}}}, float page_width = {{{WIDTH}}}, float most = {{{LINES}}},
 float strip_width = {{{STRIP_WIDTH}}}, float aspect = {{{STRIP_WIDTH / STRIP_HEIGHT}}}> {{
  axis1 = Constant<value = int64[1] {{1}}>()
  axis2 = Constant<value = int64[1] {{2}}>()
  cumulated = Constant<value_int = 1>()

  # rows of the page with text in them; each run of such rows is a line, numbered from 1
  above = GreaterOrEqual(heat, hot)
  flat = Squeeze(above, axis1)
  ink = Cast<to = 1>(flat)
  on = ReduceMax<keepdims = 0>(ink, axis2)
  from = Constant<value = int64[1] {{0}}>()
  to = Constant<value = int64[1] {{-1}}>()
  allButLast = Slice(on, from, to, axis1)
  shift = Constant<value = int64[4] {{0, 1, 0, 0}}>()
  previous = Pad(allButLast, shift)
  off = Sub(one, previous)
  begins = Mul(on, off)
  running = CumSum(begins, cumulated)
  number = Mul(running, on)

  # which rows belong to line k, where it begins and ends, and from which column to which it has text
  eachLine = Unsqueeze(number, axis1)
  belongs = Equal(eachLine, k)
  belongsF = Cast<to = 1>(belongs)
  firstOf = Where(belongs, y, page_height)
  lastOf = Where(belongs, y1, zero)
  first = ReduceMin<keepdims = 0>(firstOf, axis2)
  last = ReduceMax<keepdims = 0>(lastOf, axis2)
  hits = MatMul(belongsF, ink)
  hit = Greater(hits, zero)
  leftOf = Where(hit, x, page_width)
  rightOf = Where(hit, x1, zero)
  left = ReduceMin<keepdims = 0>(leftOf, axis2)
  right = ReduceMax<keepdims = 0>(rightOf, axis2)

  # a box around it, a little larger; one of no size where there is no such line
  exists = ReduceMax<keepdims = 0>(belongsF, axis2)
  core = Sub(last, first)
  margin = Mul(core, pad)
  up = Sub(first, margin)
  upIn = Max(up, zero)
  down = Add(last, margin)
  downIn = Min(down, page_height)
  leftward = Sub(left, margin)
  leftIn = Max(leftward, zero)
  rightward = Add(right, margin)
  rightIn = Min(rightward, page_width)
  top = Mul(upIn, exists)
  bottom = Mul(downIn, exists)
  start = Mul(leftIn, exists)
  end = Mul(rightIn, exists)
  height = Sub(bottom, top)
  length = Sub(end, start)

  # a strip keeps the line's proportions where they fit, and is squeezed where the line is longer
  wanted = Mul(height, aspect)
  width = Max(wanted, length)
  stop = Add(start, width)
  topC = Unsqueeze(top, axis2)
  bottomC = Unsqueeze(bottom, axis2)
  startC = Unsqueeze(start, axis2)
  stopC = Unsqueeze(stop, axis2)
  boxes = Concat<axis = 2>(startC, topC, stopC, bottomC)
  four = Constant<value = int64[2] {{-1, 4}}>()
  rois = Reshape(boxes, four)

  # which page each box is on: 0, 0, … 1, 1, …
  shapeOfTop = Shape(top)
  ones = ConstantOfShape<value = int64[1] {{1}}>(shapeOfTop)
  rowAxis = Constant<value_int = 0>()
  counted = CumSum<exclusive = 1>(ones, rowAxis)
  list = Constant<value = int64[1] {{-1}}>()
  pageOf = Reshape(counted, list)

  grey = Cast<to = 1>(page)
  scaled = Div(grey, grey_middle)
  centred = Sub(scaled, one)
  image = Unsqueeze(centred, axis1)
  sampled = RoiAlign<mode = "avg", output_height = {STRIP_HEIGHT}, output_width = {STRIP_WIDTH}, sampling_ratio = 1,
                     spatial_scale = 1.0, coordinate_transformation_mode = "half_pixel">(image, rois, pageOf)

  # beside the text: the grey that the models were trained with
  pixel = Div(width, strip_width)
  column = Constant<value = int64[2] {{-1, 1}}>()
  pixelC = Reshape(pixel, column)
  lengthC = Reshape(length, column)
  place = Mul(pixelC, middle)
  inside = Less(place, lengthC)
  insideF = Cast<to = 1>(inside)
  strip = Constant<value = int64[4] {{-1, 1, 1, {STRIP_WIDTH}}}>()
  mask = Reshape(insideF, strip)
  clean = Mul(sampled, mask)
  colours = Concat<axis = 1>(clean, clean, clean)
  form = Constant<value = int64[5] {{-1, {LINES}, 3, {STRIP_HEIGHT}, {STRIP_WIDTH}}}>()
  strips = Reshape(colours, form)

  found = ReduceMax<keepdims = 0>(number, axis1)
  kept = Min(found, most)
  lengths = Cast<to = 6>(kept)
}}
"""

TURN = f"""
turn (float[n, 3, {STRIP_HEIGHT}, {STRIP_WIDTH}] strip) => (float[n, 3, {STRIP_HEIGHT}, {STRIP_WIDTH}] turned) {{
  from = Constant<value = int64[2] {{-1, -1}}>()
  to = Constant<value = int64[2] {{-1000, -1000}}>()
  axes = Constant<value = int64[2] {{2, 3}}>()
  backward = Constant<value = int64[2] {{-1, -1}}>()
  turned = Slice(strip, from, to, axes, backward)
}}
"""


def spell(letters):
    """Greedy decoding of a CTC: the best letter of each step, repeats and the blank (class 0) left out, the rest joined."""
    halves = []
    text, width = "pieces", PIECES
    while width > 1:
        halves.append(f"""
  even{width} = Slice({text}, zeroth, {'thousand'}, lastAxis, two)
  odd{width} = Slice({text}, onceth, thousand, lastAxis, two)
  joined{width} = StringConcat(even{width}, odd{width})""")
        text, width = f"joined{width}", width // 2
    return f"""
spell (float[n, {STEPS}, {letters}] steps) => (string[n] text, float[n] confidence)
<float zeroF = {{0}}, float oneF = {{1}}, int64 blank = {{0}}, int64 space = {{{letters}}}, float gap = {{{GAP}}}> {{
  zeroth = Constant<value = int64[1] {{0}}>()
  onceth = Constant<value = int64[1] {{1}}>()
  two = Constant<value = int64[1] {{2}}>()
  minusOne = Constant<value = int64[1] {{-1}}>()
  thousand = Constant<value = int64[1] {{1000}}>()
  lastAxis = Constant<value = int64[1] {{1}}>()

  best = ArgMax<axis = 2, keepdims = 0>(steps)
  classes = Constant<value = int64[1] {{2}}>()
  sure = ReduceMax<keepdims = 0>(steps, classes)
  allButLast = Slice(best, zeroth, minusOne, lastAxis)
  shift = Constant<value = int64[4] {{0, 1, 0, 0}}>()
  previous = Pad(allButLast, shift, blank)
  same = Equal(best, previous)
  changed = Not(same)
  empty = Equal(best, blank)
  full = Not(empty)
  emitted = And(changed, full)
  emittedF = Cast<to = 1>(emitted)

  # a space where a letter follows another after a wide gap: the place of the last letter, step by step, tells how wide
  fullF = Cast<to = 1>(full)
  seenPlace = Mul(fullF, place)
  beforeAll = Slice(seenPlace, zeroth, minusOne, lastAxis)
  before = Pad(beforeAll, shift, zeroF)
  windows = Unsqueeze(before, lastAxis)
  earlier = Mul(windows, lower)
  lastSeen = ReduceMax<keepdims = 0>(earlier, classes)
  distance = Sub(place, lastSeen)
  wide = Greater(distance, gap)
  some = Greater(lastSeen, zeroF)
  apart = And(wide, some)

  # the table has every letter twice, as it is and after a space; what isn't emitted is the blank, an empty text
  letter = Where(emitted, best, blank)
  isSpaced = And(apart, emitted)
  spaced = Cast<to = 7>(isSpaced)
  offset = Mul(spaced, space)
  entry = Add(letter, offset)
  filling = Constant<value = int64[4] {{0, 0, 0, {PIECES - STEPS}}}>()
  entries = Pad(entry, filling, blank)
  pieces = Gather<axis = 0>(table, entries){"".join(halves)}
  text = Squeeze({text}, lastAxis)

  sureOfEmitted = Mul(sure, emittedF)
  sum = ReduceSum<keepdims = 0>(sureOfEmitted, lastAxis)
  count = ReduceSum<keepdims = 0>(emittedF, lastAxis)
  atLeastOne = Max(count, oneF)
  confidence = Div(sum, atLeastOne)
}}
"""


def model(text, **constants):
    made = onnx.parser.parse_model(HEAD + "\n".join(line.split("  #")[0] for line in text.splitlines()))
    for name, value in constants.items():
        made.graph.initializer.append(onnx.numpy_helper.from_array(value, name))
    made.producer_name = "routes/samples/receipts/make/glue.py"
    onnx.checker.check_model(made, full_check=True)
    return made.SerializeToString()


def models(letters):
    """@param letters: the recogniser's classes, the blank "" first."""
    y, x = np.arange(HEIGHT, dtype=np.float32), np.arange(WIDTH, dtype=np.float32)
    place = np.arange(1, STEPS + 1, dtype=np.float32)
    return {
        "prepare": model(PREPARE),
        "cut": model(CUT, k=np.arange(1, LINES + 1, dtype=np.float32).reshape(1, LINES, 1), y=y, y1=y + 1, x=x, x1=x + 1,
                     middle=np.arange(STRIP_WIDTH, dtype=np.float32)[None] + np.float32(0.5)),
        "turn": model(TURN),
        "spell": model(spell(len(letters)), place=place[None],
                       lower=np.tril(np.ones((STEPS, STEPS), np.float32))[None],
                       table=np.array(letters + [letter if letter == " " else " " + letter for letter in letters], dtype=object)),
    }
