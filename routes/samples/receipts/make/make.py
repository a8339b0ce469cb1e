# SPDX-License-Identifier: Apache-2.0
"""Makes everything of the receipts sample but the graph and the three large models: pages, glue, request, answers.

    python3 fetch.py
    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python make.py

The pages are drawn with Roboto (Apache-2.0, from the package font-roboto 0.0.1). Every number in reference.json comes from ONNX
Runtime, one page and one line at a time in plain loops; the glue models are held against plain numpy on the way.
"""
import hashlib
import json
import pathlib

import font_roboto
import numpy as np
import onnxruntime
from PIL import Image, ImageDraw, ImageFilter, ImageFont

import glue
from glue import GAP, HEIGHT, HOT, LINES, PAD, STRIP_HEIGHT, STRIP_WIDTH, WIDTH

HERE = pathlib.Path(__file__).resolve().parent
SAMPLE = HERE.parent
MODELS = SAMPLE / "models"
TURNED = np.float32(0.9)  # the graph's `when`
FINE = np.float32(0.93)  # the graph's `threshold`
RANDOM = np.random.default_rng(2026)


# The pages -----------------------------------------------------------------------------------------------------------------

def draw(lines):
    """A receipt: texts are centred and bold, pairs stand left and right."""
    page = Image.new("L", (WIDTH, HEIGHT), 248)
    pen = ImageDraw.Draw(page)
    y = 12
    for line in lines:
        if isinstance(line, str):
            pen.text((WIDTH / 2, y), line, 30, font=ImageFont.truetype(font_roboto.RobotoBold, 16), anchor="mt")
        else:
            font = ImageFont.truetype(font_roboto.Roboto, 15)
            pen.text((14, y), line[0], 40, font=font)
            pen.text((WIDTH - 14, y), line[1], 40, font=font, anchor="ra")
        y += 29
    return page


def scan(page, noise=3, light=0.0, blur=0.0):
    """As a scanner sees it: a little noise, one side darker, out of focus."""
    pixels = np.asarray(page.filter(ImageFilter.GaussianBlur(blur)), np.float64)
    pixels = pixels * (1 - light * np.linspace(0, 1, WIDTH)) + RANDOM.normal(0, noise, pixels.shape)
    return np.clip(pixels, 0, 255).round().astype(np.uint8)


def stained(page):
    """The ring of a cup over two lines."""
    pen = ImageDraw.Draw(page)
    pen.ellipse((58, 76, 172, 190), outline=70, width=14)
    return page


def pages():
    bakery = ["Corner Bakery", ("Sourdough bread", "4.20"), ("Apple tart", "3.50"), ("Coffee", "2.80"), ("Total EUR", "10.50"),
              ("Card payment", "10.50"), "Thank you"]
    books = ["Riverside Books", ("The Waves", "9.99"), ("Middlemarch", "12.50"), ("Notebook", "3.75"), ("Gift wrap", "1.00"),
             ("Sum", "27.24"), ("Cash", "30.00"), ("Change", "2.76"), "Open until 19:00"]
    tools = ["HARDWARE STORE", ("Screws 4x40", "6.49"), ("Paint brush", "7.95"), ("Wood glue", "5.25"), ("Total", "19.69"),
             "Goodbye"]
    station = ["Station Kiosk", ("Water", "1.50"), ("Newspaper", "2.90"), ("Total", "4.40")]
    return {
        "bakery": scan(draw(bakery)),
        "books-upside-down": scan(draw(books).transpose(Image.Transpose.ROTATE_180), light=0.15),
        "tools-stained": scan(stained(draw(tools))),
        "kiosk-blurred": scan(draw(station), noise=6, light=0.3, blur=1.1),
        "blank": scan(draw([])),
    }


# The graph in plain loops ----------------------------------------------------------------------------------------------------

def session(file):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(MODELS / file), options)


def run(model, *inputs):
    return model.run(None, {declared.name: value for declared, value in zip(model.get_inputs(), inputs)})


def cut_in_numpy(page, heat):
    """What the glue model `cut` does, for one page."""
    hot = heat >= np.float32(HOT)
    strips, y = [], 0
    while y < HEIGHT and len(strips) < LINES:
        if not hot[y].any():
            y += 1
            continue
        first = y
        while y < HEIGHT and hot[y].any():
            y += 1
        columns = np.flatnonzero(hot[first:y].any(axis=0))
        pad = (y - first) * PAD
        top, bottom = max(0, first - pad), min(HEIGHT, y + pad)
        left, right = max(0, columns[0] - pad), min(WIDTH, columns[-1] + 1 + pad)
        scale = (bottom - top) / STRIP_HEIGHT
        stretch = max((bottom - top) * STRIP_WIDTH / STRIP_HEIGHT, right - left) / STRIP_WIDTH
        across = (np.arange(STRIP_WIDTH) + 0.5) * stretch
        strip = bilinear(page / 127.5 - 1, top + (np.arange(STRIP_HEIGHT) + 0.5) * scale - 0.5, left + across - 0.5)
        strips.append(np.where(across < right - left, strip, 0))
    return strips


def bilinear(grey, ys, xs):
    """The picture at all these places; beyond its edge it goes on as the edge is."""
    ys, xs = np.clip(ys, 0, HEIGHT - 1), np.clip(xs, 0, WIDTH - 1)
    y, x = np.minimum(ys.astype(int), HEIGHT - 2), np.minimum(xs.astype(int), WIDTH - 2)
    down, right = (ys - y)[:, None], (xs - x)[None]
    corner = lambda dy, dx: grey[np.ix_(y + dy, x + dx)]
    return ((1 - down) * ((1 - right) * corner(0, 0) + right * corner(0, 1))
            + down * ((1 - right) * corner(1, 0) + right * corner(1, 1)))


def spell_in_python(steps, letters):
    """What the glue model `spell` does, for one line."""
    text, last = "", None
    best = steps.argmax(axis=1)
    for place, letter in enumerate(best):
        if letter != 0:
            if place == 0 or best[place - 1] != letter:
                apart = last is not None and place - last > GAP and letters[letter] != " "
                text += (" " if apart else "") + letters[letter]
            last = place
    return text


def answer(page, models, letters):
    """The graph for one page."""
    heat = run(models["det"], run(models["prepare"], page[None])[0])[0]
    strips, lengths = run(models["cut"], page[None], heat)
    assert strips.shape == (1, LINES, 3, STRIP_HEIGHT, STRIP_WIDTH) and strips.dtype == np.float32
    plain = cut_in_numpy(page, heat[0, 0])
    assert lengths.tolist() == [len(plain)], (lengths, len(plain))
    # Places on the page are FP32 in the glue and FP64 here, and the edge of a letter is steep.
    assert all(np.abs(strips[0, i] - strip).max() < 1e-3 for i, strip in enumerate(plain))

    texts, confidences, ways, looks = [], [], [], []
    for i in range(lengths[0]):
        strip = strips[0, i:i + 1]
        look = run(models["cls"], strip)[0][0, 1]
        way = 0 if look > TURNED else 1
        if way == 0:
            strip = run(models["turn"], strip)[0]
            assert np.array_equal(strip, strips[0, i:i + 1, :, ::-1, ::-1])
        steps = run(models["rec"], strip)[0]
        text, confidence = run(models["spell"], steps)
        assert text[0] == spell_in_python(steps[0], letters), (text[0], spell_in_python(steps[0], letters))
        texts.append(str(text[0]))
        confidences.append(confidence[0])
        ways.append(way)
        looks.append(look)
    votes = [ways.count(0), ways.count(1)]
    # Nothing so near an edge that another machine might decide otherwise.
    assert all(abs(look - TURNED) > 0.001 for look in looks) and (not ways or votes[0] != votes[1])
    worst = min(confidences) if confidences else np.float32(0)
    assert abs(worst - FINE) > 0.001
    return {"text": texts + [""] * (LINES - len(texts)), "lines": len(texts),
            "confidence": np.float32(np.mean(np.array(confidences, np.float64)) if confidences else 0), "worst": worst,
            "page_is": "upside down" if votes[0] > votes[1] else "upright",
            "verdict": "fine" if worst >= FINE else "look again"}


# The files -------------------------------------------------------------------------------------------------------------------

DATATYPES = {"text": "BYTES", "lines": "INT32", "confidence": "FP32", "worst": "FP32", "page_is": "BYTES", "verdict": "BYTES"}


def plain(value):
    """A float32 as the shortest decimal that reads back as it."""
    return float(str(value)) if isinstance(value, np.float32) else value


def main():
    rec = session("PP-OCRv6_rec_tiny.onnx")
    letters = [""] + rec.get_modelmeta().custom_metadata_map["character"].split("\n") + [" "]
    assert rec.get_outputs()[0].shape[-1] == len(letters)
    for name, content in glue.models(letters).items():
        (MODELS / f"{name}.onnx").write_bytes(content)
    models = {"det": session("PP-OCRv6_det_tiny.onnx"), "cls": session("ch_ppocr_mobile_v2.0_cls_infer.onnx"), "rec": rec,
              **{name: session(f"{name}.onnx") for name in ("prepare", "cut", "turn", "spell")}}

    (SAMPLE / "pages").mkdir(exist_ok=True)
    rows, scans = [], pages()
    for name, page in scans.items():
        Image.fromarray(page).save(SAMPLE / "pages" / f"{name}.png", optimize=True)
        said = answer(page, models, letters)
        rows.append({"page": f"pages/{name}.png", **{key: [plain(v) for v in value] if isinstance(value, list) else plain(value)
                                                     for key, value in said.items()}})
        print(json.dumps(rows[-1]))
    programs = {"onnxruntime": onnxruntime.__version__, "numpy": np.__version__, "script": "make/make.py"}
    (SAMPLE / "reference.json").write_text(
        '{\n  "programs": ' + json.dumps(programs) + ',\n  "rows": [\n'
        + ",\n".join("    " + json.dumps(row) for row in rows) + "\n  ]\n}\n")

    # Two for the hand, as JSON and in binary, which is a quarter as long.
    shown = [row for row in rows if row["page"] in ("pages/books-upside-down.png", "pages/tools-stained.png")]
    pixels = np.stack([page for name, page in scans.items() if f"pages/{name}.png" in [row["page"] for row in shown]])
    tensor = {"name": "page", "datatype": "UINT8", "shape": list(pixels.shape)}
    (SAMPLE / "request.json").write_text(json.dumps(
        {"id": "two-receipts", "inputs": [{**tensor, "data": pixels.flatten().tolist()}]}, separators=(",", ":")) + "\n")
    header = json.dumps({"id": "two-receipts", "inputs": [
        {**tensor, "parameters": {"binary_data_size": pixels.nbytes}}]}).encode()
    (SAMPLE / "request.bin").write_bytes(header + pixels.tobytes())
    print(f"Inference-Header-Content-Length: {len(header)}")
    outputs = []
    for name, datatype in DATATYPES.items():
        values = [v for row in shown for v in (row[name] if isinstance(row[name], list) else [row[name]])]
        outputs.append({"name": name, "datatype": datatype, "shape": [2, LINES] if name == "text" else [2], "data": values})
    (SAMPLE / "response.json").write_text(
        '{\n  "model_name": "receipts",\n  "model_version": "1",\n  "id": "two-receipts",\n  "outputs": [\n'
        + ",\n".join("    " + json.dumps(output) for output in outputs) + "\n  ]\n}\n")

    for file in sorted(MODELS.glob("*.onnx")):
        print(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  models/{file.name}")


main()
