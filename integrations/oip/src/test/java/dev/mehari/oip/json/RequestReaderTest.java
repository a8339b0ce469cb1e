// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import dev.mehari.oip.BodyMemory;
import dev.mehari.oip.Limits;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RequestReaderTest {
    private static InferBody read(String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return RequestReader.read(body, 0, body.length, Limits.DEFAULT, BodyMemory.HEAP);
    }

    private static Tensor readTensor(String datatype, String shape, String data) {
        return read("{\"inputs\":[{\"name\":\"x\",\"datatype\":\"%s\",\"shape\":%s,\"data\":%s}]}"
                        .formatted(datatype, shape, data))
                .inputs()
                .tensor(0);
    }

    private static void assertRefused(String json, String... words) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        InferenceException.class, e -> assertThat(e.kind()).isEqualTo(InferenceException.Kind.INVALID))
                .message()
                .contains(words);
    }

    private static void assertRefusedData(String datatype, String shape, String data, String... words) {
        assertRefused(
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"%s\",\"shape\":%s,\"data\":%s}]}"
                        .formatted(datatype, shape, data),
                words);
        // The same with data in front, which is skipped first and read later.
        assertRefused(
                "{\"inputs\":[{\"data\":%s,\"name\":\"x\",\"datatype\":\"%s\",\"shape\":%s}]}"
                        .formatted(data, datatype, shape),
                words);
    }

    // ------------------------------------------------------------------------------------------------ the request

    @Test
    void readsAWholeRequest() {
        InferBody body = read("""
                {"id": "42",
                 "parameters": {"priority": 3, "region": "eu", "dry": true, "rate": 0.25, "none": null},
                 "inputs": [
                   {"name": "x", "shape": [2, 2], "datatype": "FP32", "data": [1, 2.5, -3e2, 0]},
                   {"name": "s", "shape": [1], "datatype": "BYTES", "parameters": {"a": 1}, "data": ["h\\u00e9"]}],
                 "outputs": [{"name": "b"}, {"name": "a", "parameters": {"binary_data": true}}]}
                """);
        assertThat(body.id()).isEqualTo("42");
        assertThat(body.parameters()).isEqualTo(Map.of("priority", 3L, "region", "eu", "dry", true, "rate", 0.25));
        assertThat(body.inputs().names()).containsExactly("x", "s");
        assertThat(body.inputs().tensor(0)).isEqualTo(Tensor.of(Shape.of(2, 2), 1f, 2.5f, -300f, 0f));
        assertThat(body.inputs().tensor(1)).isEqualTo(Tensor.of(Shape.of(1), "hé"));
        assertThat(body.outputs()).containsExactly("b", "a");
        assertThat(body.form().isBinary("a")).isTrue();
        assertThat(body.form().isBinary("b")).isFalse();
    }

    @Test
    void takesMembersInAnyOrder() {
        Tensor expected = Tensor.of(Shape.of(2, 1), 1L, -2L);
        for (String input : List.of(
                "{\"data\":[[1],[-2]],\"datatype\":\"INT64\",\"name\":\"x\",\"shape\":[2,1]}",
                "{\"shape\":[2,1],\"data\":[1,-2],\"name\":\"x\",\"datatype\":\"INT64\"}",
                "{\"datatype\":\"INT64\",\"data\":[1,-2],\"shape\":[2,1],\"parameters\":{},\"name\":\"x\"}")) {
            assertThat(read("{\"outputs\":null,\"inputs\":[" + input + "],\"id\":null}")
                            .inputs()
                            .get("x"))
                    .isEqualTo(expected);
        }
    }

    @Test
    void skipsWhatTheProtocolDoesNotKnow() {
        InferBody body = read("""
                {"model_name": "m", "extra": {"a": [1, {"b": null}], "c": "\\ud83d\\ude00"}, "x": [[]], "y": {}, "z": -1.5e3,
                 "inputs": [{"name": "x", "note": [true, false], "shape": [1], "datatype": "BOOL", "data": [true]}]}
                """);
        assertThat(body.inputs().get("x")).isEqualTo(Tensor.of(Shape.of(1), true));
    }

    @Test
    void readsNamesWithEscapes() {
        InferBody body = read(
                "{\"\\u0069nputs\":[{\"n\\u0061me\":\"a\\n\\\"b\",\"shape\":[1],\"datatype\":\"INT8\",\"data\":[1]}]}");
        assertThat(body.inputs().names()).containsExactly("a\n\"b");
    }

    @Test
    void allowsARequestWithoutInputs() {
        assertThat(read("{\"inputs\":[]}").inputs().size()).isZero();
    }

    @Test
    void takesBinaryOutputOutOfTheParameters() {
        InferBody body = read("{\"inputs\":[],\"parameters\":{\"binary_data_output\":true,\"p\":1},"
                + "\"outputs\":[{\"name\":\"a\"},{\"name\":\"b\",\"parameters\":{\"binary_data\":false}}]}");
        assertThat(body.parameters()).containsOnlyKeys("p");
        assertThat(body.form().isBinary("a")).isTrue();
        assertThat(body.form().isBinary("b")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[",
                "nul",
                "{\"inputs\"",
                "{\"inputs\":",
                "{\"inputs\":[",
                "{\"inputs\":[]",
                "{\"inputs\":[]}}",
                "{\"inputs\":[],}",
                "{\"inputs\":[,]}",
                "{inputs:[]}",
                "{'inputs':[]}",
                "{\"inputs\":[]} x",
                "{\"inputs\" []}",
                "{\"inputs\":[] \"id\":\"a\"}",
                "{\"id\":\"\\x\",\"inputs\":[]}",
                "{\"id\":\"\\u12\",\"inputs\":[]}",
                "{\"id\":\"\\ud800\",\"inputs\":[]}",
                "{\"id\":\"\\udc00\",\"inputs\":[]}",
                "{\"id\":\"\\ud800\\u0041\",\"inputs\":[]}",
                "{\"id\":\"\n\",\"inputs\":[]}",
                "{\"a\":01,\"inputs\":[]}",
                "{\"a\":1.,\"inputs\":[]}",
                "{\"a\":.5,\"inputs\":[]}",
                "{\"a\":+1,\"inputs\":[]}",
                "{\"a\":1e,\"inputs\":[]}",
                "{\"a\":-,\"inputs\":[]}",
                "{\"a\":truth,\"inputs\":[]}",
                "{\"a\":NaN,\"inputs\":[]}",
                "{\"a\":[1 2],\"inputs\":[]}",
                "{\"a\":{\"b\"},\"inputs\":[]}",
                "{\"a\":[1,],\"inputs\":[]}",
                "{\"a\":[},\"inputs\":[]}",
                "{\"a\":{]},\"inputs\":[]}",
                "{\"a\":{1:2},\"inputs\":[]}",
                "\ufeff{\"inputs\":[]}",
                "{\"a\":0x10,\"inputs\":[]}",
                "{\"a\":1_0,\"inputs\":[]}",
                "/* c */{\"inputs\":[]}",
                "{\"inputs\":[]}\0",
                "null",
                "[]",
                "1",
                "\"{}\"",
                "true",
            })
    void refusesWhatIsNoJsonObject(String json) {
        assertRefused(json, "the body");
    }

    @Test
    void namesTheByteWhereJsonBreaks() {
        assertRefused("{\"inputs\":[}", "the body is no JSON at byte 11", "expected a value, found '}'");
        assertRefused("{\"id\":\"a\"", "at byte 9", "expected ',' or '}', found its end");
    }

    @Test
    void refusesInvalidUtf8() {
        for (byte[] bad : new byte[][] {
            {(byte) 0xff},
            {(byte) 0xc0, (byte) 0x80},
            {(byte) 0xe2, (byte) 0x82},
            {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
            {(byte) 0x80},
            {(byte) 0xf0, (byte) 0x82, (byte) 0x82, (byte) 0xac}
        }) {
            byte[] head = "{\"inputs\":[],\"id\":\"".getBytes(StandardCharsets.UTF_8);
            byte[] body = new byte[head.length + bad.length + 2];
            System.arraycopy(head, 0, body, 0, head.length);
            System.arraycopy(bad, 0, body, head.length, bad.length);
            body[body.length - 2] = '"';
            body[body.length - 1] = '}';
            assertThatThrownBy(() -> RequestReader.read(body, 0, body.length, Limits.DEFAULT, BodyMemory.HEAP))
                    .isInstanceOf(InferenceException.class)
                    .hasMessageContaining("no UTF-8");
        }
    }

    @Test
    void refusesMembersThatStandTwice() {
        assertRefused("{\"id\":\"a\",\"id\":\"b\",\"inputs\":[]}", "the body: 'id' stands twice");
        assertRefused("{\"zz\":1,\"zz\":1,\"inputs\":[]}", "'zz' stands twice");
        assertRefused("{\"inputs\":[{\"name\":\"x\",\"name\":\"y\"}]}", "'name' stands twice");
        assertRefused("{\"inputs\":[],\"parameters\":{\"a\":1,\"a\":2}}", "the request: parameters: 'a' stands twice");
        assertRefused("{\"inputs\":[],\"outputs\":[{\"name\":\"a\"},{\"name\":\"a\"}]}", "outputs: 'a' stands twice");
        String input = "{\"name\":\"x\",\"shape\":[1],\"datatype\":\"INT8\",\"data\":[1]}";
        assertRefused("{\"inputs\":[" + input + "," + input + "]}", "inputs: 'x' stands twice");
    }

    @Test
    void refusesMembersOfTheWrongKind() {
        assertRefused("{\"inputs\":{}}", "inputs is an object. Send a list of tensors");
        assertRefused("{\"inputs\":null}", "inputs is missing");
        assertRefused("{}", "inputs is missing");
        assertRefused("{\"inputs\":[1]}", "inputs[0] is a number");
        assertRefused("{\"inputs\":[],\"id\":7}", "id is a number. Send a text");
        assertRefused("{\"inputs\":[],\"outputs\":{}}", "outputs is an object");
        assertRefused("{\"inputs\":[],\"outputs\":[\"a\"]}", "outputs[0] is a text");
        assertRefused("{\"inputs\":[],\"outputs\":[{}]}", "outputs[0]: name is missing");
        assertRefused("{\"inputs\":[],\"outputs\":[{\"name\":1}]}", "outputs[0]: name is a number");
        assertRefused("{\"inputs\":[],\"parameters\":[]}", "the request: parameters is a list");
        assertRefused("{\"inputs\":[],\"parameters\":{\"deep\":{}}}", "parameter 'deep' is an object");
        assertRefused("{\"inputs\":[],\"parameters\":{\"l\":[1]}}", "parameter 'l' is a list");
        assertRefused("{\"inputs\":[],\"parameters\":{\"big\":1e999}}", "parameter 'big' is too large");
        assertRefused(
                "{\"inputs\":[],\"parameters\":{\"binary_data_output\":1}}", "'binary_data_output' is no boolean");
        assertRefused(
                "{\"inputs\":[],\"outputs\":[{\"name\":\"a\",\"parameters\":{\"binary_data\":\"yes\"}}]}",
                "output 'a': parameter 'binary_data' is no boolean");
    }

    @Test
    void refusesInputsThatLackAMember() {
        assertRefused("{\"inputs\":[{}]}", "inputs[0]: name is missing");
        assertRefused("{\"inputs\":[{\"name\":\"x\"}]}", "input 'x': datatype is missing");
        assertRefused("{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\"}]}", "input 'x': shape is missing");
        assertRefused(
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1]}]}", "input 'x': data is missing");
        assertRefused(
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":null}]}",
                "input 'x': data is missing");
        assertRefused(
                "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP33\"}]}", "datatype 'FP33' is unknown. Known: [BOOL,");
        assertRefused("{\"inputs\":[{\"name\":\"x\",\"datatype\":\"fp32\"}]}", "datatype 'fp32' is unknown");
        assertRefused("{\"inputs\":[{\"name\":\"x\",\"datatype\":5}]}", "datatype is a number. Send a text");
    }

    // ------------------------------------------------------------------------------------------------ shapes

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[-1]|the dimension -1",
                "[1.5]|shape[0] is no length",
                "[1e99]|shape[0] is no length",
                "[99999999999999999999]|shape[0] is no length",
                "[4294967296]|more elements than a tensor takes",
                "[65536, 65536]|more elements than a tensor takes",
                "[9223372036854775807, 2]|more elements than a tensor takes",
                "[0, 9223372036854775807, 4]|more elements than a tensor takes",
                "[null]|shape[0] is no length",
                "[\"2\"]|shape[0] is no length",
                "2|shape is a number. Send a list of lengths",
                "[[2]]|shape[0] is no length",
                "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]|more than 32 dimensions (limit mehari.oip.max-rank)",
            })
    void refusesShapesThatNothingCanHave(String shape, String words) {
        assertRefusedData("FP32", shape, "[1]", "input 'x'", words);
    }

    @Test
    void takesWholeNumbersHoweverWritten() {
        assertThat(readTensor("INT32", "[2.0]", "[1.0, 20e-1]")).isEqualTo(Tensor.of(Shape.of(2), 1, 2));
    }

    @Test
    void takesScalarsAndEmptyTensors() {
        assertThat(readTensor("FP64", "[]", "[2.5]")).isEqualTo(Tensor.of(Shape.SCALAR, 2.5));
        assertThat(readTensor("FP64", "[0]", "[]").size()).isZero();
        assertThat(readTensor("FP64", "[0, 3]", "[]").size()).isZero();
        assertThat(readTensor("FP64", "[2, 0]", "[[],[]]").size()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[2,2]|[1,2,3]|data has 3 elements, shape [2, 2] takes 4",
                "[2]|[1,2,3]|data has 3 elements, shape [2] takes 2",
                "[2]|[]|data has 0 elements, shape [2] takes 2",
                "[0]|[1]|data has 1 element, shape [0] takes 0",
                "[1000000]|[1]|data has 1 element, shape [1000000] takes 1000000",
                "[1000,1000]|[[1,2],[3,[4]]]|data has 4 elements, shape [1000, 1000] takes 1000000",
                "[2,2]|[[1,2],[3]]|a list of 1 where dimension 1 of shape [2, 2] takes 2",
                "[2,2]|[[1,2],[3,4],[5,6]]|a list of 3 where dimension 0 of shape [2, 2] takes 2",
                "[2,2]|[[1,2,3],[4,5,6]]|a list of 3 where dimension 1 of shape [2, 2] takes 2",
                "[4,1]|[[1,2,3,4]]|a list of 4 where dimension 1 of shape [4, 1] takes 1",
                "[2,2]|[[1,2],3]|data has a number among its lists",
                "[2,2]|[1,[2],3,4]|data[1] is a list",
                "[2,2]|[[[1,2]],[[3,4]]]|data[0] is a list",
                "[4]|[[1,2],[3,4]]|data is a list of lists, shape [4] has one dimension",
                "[]|[[1]]|shape [] has no dimension",
                "[1]|5|data is a number. Send a list",
                "[1]|{}|data is an object. Send a list",
                "[1]|\"1\"|data is a text. Send a list",
            })
    void refusesDataThatDoesNotFitItsShape(String shape, String data, String words) {
        assertRefusedData("FP32", shape, data, "input 'x'", words);
    }

    @Test
    void readsNestedData() {
        assertThat(readTensor("INT8", "[2,1,3]", "[[[1,2,3]],[[4,5,6]]]"))
                .isEqualTo(readTensor("INT8", "[2,1,3]", "[1,2,3,4,5,6]"));
    }

    // ------------------------------------------------------------------------------------------------ datatypes

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INT8|-128|127",
                "INT16|-32768|32767",
                "INT32|-2147483648|2147483647",
                "INT64|-9223372036854775808|9223372036854775807",
                "UINT8|0|255",
                "UINT16|0|65535",
                "UINT32|0|4294967295",
                "UINT64|0|18446744073709551615",
            })
    void readsTheWholeRangeOfIntegers(String datatype, String low, String high) {
        Tensor tensor = readTensor(datatype, "[2]", "[" + low + "," + high + "]");
        assertThat(tensor.longAt(0)).isEqualTo(Datatype.valueOf(datatype).minInteger());
        assertThat(tensor.longAt(1)).isEqualTo(Datatype.valueOf(datatype).maxInteger());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INT8|128",
                "INT8|-129",
                "UINT8|256",
                "UINT8|-1",
                "INT16|32768",
                "UINT16|65536",
                "INT32|2147483648",
                "UINT32|4294967296",
                "UINT32|-1",
                "INT64|9223372036854775808",
                "INT64|-9223372036854775809",
                "UINT64|18446744073709551616",
                "UINT64|-1",
                "INT64|1e19",
                "INT32|1e99999",
            })
    void refusesIntegersOutOfRange(String datatype, String value) {
        assertRefusedData(datatype, "[1]", "[" + value + "]", "input 'x': data[0]", "range of " + datatype);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "1e-1", "0.0000001", "12345678901234567890.5", "1e-99999"})
    void refusesFractionsForIntegers(String value) {
        assertRefusedData("INT64", "[1]", "[" + value + "]", "input 'x': data[0] is no whole number");
    }

    @Test
    void readsNegativeZeroAsZeroWhereThereIsNone() {
        assertThat(readTensor("UINT8", "[3]", "[-0, -0.0, 0e5]").toLongs()).containsExactly(0, 0, 0);
        assertThat(readTensor("FP32", "[1]", "[-0.0]").floatAt(0)).isEqualTo(-0f);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FP64|1e999",
                "FP64|-1e309",
                "FP32|3.5e38",
                "FP32|1e999",
                "FP16|65520",
                "FP16|1e9",
                "BF16|3.4e38",
                "FP64|1.8e308"
            })
    void refusesFloatsOutOfRange(String datatype, String value) {
        assertRefusedData(datatype, "[1]", "[" + value + "]", "input 'x': data[0] is too large for " + datatype);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FP16", "BF16", "FP32", "FP64"})
    void readsNullAsNanForFloats(String datatype) {
        Tensor tensor = readTensor(datatype, "[2]", "[null, 1]");
        assertThat(tensor.doubleAt(0)).isNaN();
        assertThat(tensor.doubleAt(1)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT8", "UINT64", "BOOL", "BYTES"})
    void refusesNullForOthers(String datatype) {
        assertRefusedData(datatype, "[1]", "[null]", "input 'x': data[0] is null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"FP16", "BF16", "FP32", "FP64"})
    void readsThePythonWordsForNanAndInfinitiesInFloats(String datatype) {
        Tensor tensor = readTensor(datatype, "[2, 2]", "[NaN, 1, Infinity, -Infinity]");

        assertThat(tensor.doubleAt(0)).isNaN();
        assertThat(tensor.doubleAt(1)).isEqualTo(1);
        assertThat(tensor.doubleAt(2)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(tensor.doubleAt(3)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(readTensor(datatype, "[2, 2]", "[[NaN,1],[Infinity,-Infinity]]"))
                .isEqualTo(tensor);
    }

    @Test
    void readsThemBeforeTheDatatypeIsKnownToo() {
        InferBody body = read(
                "{\"inputs\":[{\"name\":\"x\",\"data\":[[NaN],[-Infinity]],\"datatype\":\"FP32\",\"shape\":[2,1]}]}");

        assertThat(body.inputs().get("x")).isEqualTo(Tensor.of(Shape.of(2, 1), Float.NaN, Float.NEGATIVE_INFINITY));
    }

    @Test
    void countsThemWhereThereAreTooMany() {
        assertRefusedData("FP32", "[1]", "[1, NaN, Infinity]", "data has 3 elements, shape [1] takes 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity"})
    void refusesThemForOtherDatatypes(String token) {
        for (String datatype : List.of("INT8", "UINT64", "BOOL", "BYTES")) {
            assertRefusedData(datatype, "[1]", "[" + token + "]", "which only the data of float tensors may have");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nan", "Nan", "NaNs", "+Infinity", "-NaN", "inf", "-I", "-Infinit", "N"})
    void refusesOtherSpellings(String token) {
        assertRefusedData("FP32", "[1]", "[" + token + "]", "is no JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared_memory_region", "classification"})
    void refusesExtensionsThatItDoesNotHave(String parameter) {
        String asked = "\"parameters\":{\"%s\":\"1\"}".formatted(parameter);
        String x = "{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[1]%s}";
        assertRefused("{\"inputs\":[%s]}".formatted(x.formatted("," + asked)), "input 'x' asks for", "isn't offered");
        assertRefused(
                "{\"inputs\":[%s],\"outputs\":[{\"name\":\"y\",%s}]}".formatted(x.formatted(""), asked),
                "output 'y' asks for",
                "isn't offered");
    }

    @Test
    void refusesElementsOfAnotherKind() {
        assertRefusedData("FP32", "[1]", "[\"1\"]", "data[0] is a text, FP32 takes numbers");
        assertRefusedData("FP64", "[1]", "[true]", "data[0] is a boolean, FP64 takes numbers");
        assertRefusedData("INT8", "[1]", "[false]", "data[0] is a boolean, INT8 takes whole numbers");
        assertRefusedData("BOOL", "[1]", "[1]", "data[0] is a number, BOOL takes true and false");
        assertRefusedData("BYTES", "[1]", "[1]", "data[0] is a number, BYTES takes texts");
        assertRefusedData("FP32", "[1]", "[{}]", "data[0] is an object");
    }

    @Test
    void readsTextsWithEverythingInThem() {
        Tensor tensor = readTensor(
                "BYTES",
                "[5]",
                "[\"\", \"plain\", \"\\\"\\\\\\/\\b\\f\\n\\r\\t\", \"\\u00e9\\ud83d\\ude00\\u0000\", \"é😀\"]");
        assertThat(tensor.textAt(0)).isEmpty();
        assertThat(tensor.textAt(1)).isEqualTo("plain");
        assertThat(tensor.textAt(2)).isEqualTo("\"\\/\b\f\n\r\t");
        assertThat(tensor.textAt(3)).isEqualTo("é😀\0");
        assertThat(tensor.textAt(4)).isEqualTo("é😀");
    }

    @Test
    void roundsHalfFloatsOnce() {
        // Just above the middle between 1 and the next FP16: as a double it would lie on the middle and round down.
        assertThat(readTensor("FP16", "[1]", "[1.00048828125000000000000000001]")
                        .floatAt(0))
                .isEqualTo(1.0009766f);
        assertThat(readTensor("FP16", "[1]", "[1.00048828125]").floatAt(0)).isEqualTo(1f);
        assertThat(readTensor("BF16", "[1]", "[1.00390625000000000000000000001]")
                        .floatAt(0))
                .isEqualTo(1.0078125f);
        assertThat(readTensor("BF16", "[1]", "[1.00390625]").floatAt(0)).isEqualTo(1f);
    }

    // ------------------------------------------------------------------------------------------------ limits

    @Test
    void refusesDeepNestingAnywhere() {
        String deep = "[".repeat(100_000);
        assertRefused("{\"inputs\":[],\"a\":" + deep, "nested deeper than 64");
        assertRefused("{\"inputs\":[{\"data\":" + deep, "nested deeper than 64");
        assertRefused("{\"a\":" + "{\"a\":".repeat(100_000), "nested deeper than 64");
        assertRefused(deep, "the body is a list");
        assertRefused("{\"inputs\":" + deep, "inputs[0] is a list");
        assertRefusedData("FP32", "[1,1]", deep, "");
    }

    @Test
    void takesManyMembersAndRefusesTooManyParameters() {
        StringBuilder many = new StringBuilder("{\"inputs\":[]");
        StringBuilder parameters = new StringBuilder("{\"inputs\":[],\"parameters\":{\"p\":1");
        for (int i = 0; i < 10_000; i++) {
            many.append(",\"k").append(i).append("\":1");
            parameters.append(",\"k").append(i).append("\":1");
        }
        assertThat(read(many + "}").inputs().size()).isZero();
        assertRefused(many + ",\"k5\":1}", "'k5' stands twice");
        assertRefused(parameters + "}}", "more than 256 parameters (limit mehari.oip.max-parameters)");
    }

    @Test
    void refusesTooManyTensors() {
        StringBuilder inputs = new StringBuilder("{\"inputs\":[");
        StringBuilder outputs = new StringBuilder("{\"inputs\":[],\"outputs\":[");
        for (int i = 0; i < 1025; i++) {
            inputs.append(i == 0 ? "" : ",")
                    .append("{\"name\":\"x" + i + "\",\"shape\":[0],\"datatype\":\"INT8\",\"data\":[]}");
            outputs.append(i == 0 ? "" : ",").append("{\"name\":\"x" + i + "\"}");
        }
        assertRefused(inputs + "]}", "inputs has more than 1024 entries (limit mehari.oip.max-tensors)");
        assertRefused(outputs + "]}", "outputs has more than 1024 entries");
    }

    @Test
    void refusesNumbersAndIdsWithoutEnd() {
        assertRefusedData("FP64", "[1]", "[0." + "1".repeat(5000) + "]", "a number has more than 1000 characters");
        assertRefused("{\"inputs\":[],\"id\":\"" + "a".repeat(257) + "\"}", "id has 257 characters, 256 are allowed");
    }

    @Test
    void neverShowsMoreThanALineOfWhatWasSent() {
        assertThatThrownBy(() -> read("{\"inputs\":[{\"name\":\"a\\r\\nb" + "x".repeat(5000) + "\"}]}"))
                .message()
                .hasSizeLessThan(200)
                .doesNotContain("\n")
                .contains("'a\ufffd\ufffdb");
    }
}
