package io.multimapttl.redis;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.netty.buffer.ByteBuf;

/**
 * A plain read. There are many of them in a batch, which differ in nothing but the key,
 * so this writes itself: an object for each argument is much of what a command costs.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">Redis
 * serialization protocol</a>
 */
final class LettuceRangeCommand extends Command<byte[], byte[], Object> {

	private static final ByteArrayCodec CODEC = ByteArrayCodec.INSTANCE;

	private static final byte[] HEAD = Ascii.bytes("$13\r\nZRANGEBYSCORE\r\n");

	private final RedisCall.RangeCall call;

	private final byte[] tail;

	/**
	 * Creates a command.
	 * @param call the call
	 * @param tail the {@linkplain #tail arguments} behind the key
	 */
	LettuceRangeCommand(RedisCall.RangeCall call, byte[] tail) {
		super(CommandType.ZRANGEBYSCORE, LettuceCommand.output(call));
		this.call = call;
		this.tail = tail;
	}

	/**
	 * Returns what is written behind the key.
	 * @param range the range
	 * @return the arguments, as the protocol wants them
	 */
	static byte[] tail(RedisCall.Range range) {
		ByteArrayOutputStream tail = new ByteArrayOutputStream();
		for (byte[] argument : arguments(range)) {
			tail.writeBytes(Ascii.bytes("$" + argument.length + "\r\n"));
			tail.writeBytes(argument);
			tail.writeBytes(Ascii.NEW_LINE);
		}
		return tail.toByteArray();
	}

	private static List<byte[]> arguments(RedisCall.Range range) {
		List<byte[]> arguments = new ArrayList<>();
		arguments.add(CallCommands.exclusive(range.after()));
		arguments.add(CallCommands.INFINITE);
		if (range.withScores()) {
			arguments.add(RedisCall.Range.WITH_SCORES);
		}
		if (range.limit() != RedisCall.Range.NO_LIMIT) {
			arguments.add(Ascii.bytes("LIMIT"));
			arguments.add(Ascii.number(0));
			arguments.add(Ascii.number(range.limit() + 1L));
		}
		return arguments;
	}

	/**
	 * Returns the arguments, for those who ask: Lettuce's routing, or tracing.
	 */
	@Override
	public CommandArgs<byte[], byte[]> getArgs() {
		CommandArgs<byte[], byte[]> args = new CommandArgs<>(CODEC).addKey(this.call.key());
		arguments(this.call.range()).forEach(args::add);
		return args;
	}

	@Override
	public void encode(ByteBuf target) {
		int arguments = 4 + (this.call.range().withScores() ? 1 : 0)
				+ ((this.call.range().limit() != RedisCall.Range.NO_LIMIT) ? 3 : 0);
		target.writeByte('*').writeByte('0' + arguments).writeBytes(Ascii.NEW_LINE).writeBytes(HEAD);
		byte[] key = this.call.key();
		target.writeByte('$').writeBytes(Ascii.number(key.length)).writeBytes(Ascii.NEW_LINE);
		target.writeBytes(key).writeBytes(Ascii.NEW_LINE).writeBytes(this.tail);
	}

}
