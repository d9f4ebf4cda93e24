// What an AI assistant and its caller say to each other over the gateway: the messages, and which is which.
// Types and checks; knows no call and no socket.

/** The assistant wants a function of the application to be called. `arguments` is JSON. */
export interface FunctionCallItem {
  /** Tells it from other items. */
  type: 'function_call';
  /** What the result must name as its `call_id`. No id of a call. */
  call_id: string;
  /** Which function, by the name that the assistant was set up with. */
  name: string;
  /** The arguments as JSON text, to be parsed and checked: an assistant may invent them. */
  arguments: string;
}

/** What that function returned, as text. */
export interface FunctionCallOutputItem {
  /** Tells it from other items. */
  type: 'function_call_output';
  /** The `call_id` of the function call that this is the result of. */
  call_id: string;
  /** What the assistant is told: JSON or any other text. */
  output: string;
}

/** Asks for the assistant's words as they are spoken. */
export interface ResponseAudioStreamSubscribeItem {
  /** All there is to say. */
  type: 'response.audio_stream.subscribe';
}

/** What `sendAIConversationMessage()` takes. */
export type AIConversationOutboundItem = FunctionCallOutputItem | ResponseAudioStreamSubscribeItem;
/** The same as `AIConversationOutboundItem`. */
export type ISendAIConversationMessageOptions = AIConversationOutboundItem;

/** From the assistant: call a function. `isFunctionCallParams()` tells it from other messages. */
export interface AIConversationFunctionCallParams {
  /** Tells it from other messages. */
  type: 'conversation.item.created';
  /** Which function, and with what. */
  item: FunctionCallItem;
}

/** To the assistant: what a function returned. `isFunctionCallOutputParams()` tells it from others. */
export interface AIConversationFunctionCallOutputParams {
  /** Tells it from other messages. */
  type: 'conversation.item.create';
  /** What it returned, and for which function call. */
  item: FunctionCallOutputItem;
}

/** To the assistant: any item that `sendAIConversationMessage()` takes. */
export interface AIConversationOutboundParams {
  /** Tells it from other messages. */
  type: 'conversation.item.create';
  /** What is said. */
  item: AIConversationOutboundItem;
}

/** What a message of a conversation says. Of another `type` than those typed here the fields are the gateway's. */
export type AIConversationParams =
  | AIConversationFunctionCallParams
  | AIConversationOutboundParams
  | {
      /** What kind of message it is. */
      type: string;
      [key: string]: unknown;
    };

/** The payload of `telnyx.ai.conversation`. */
export interface IAIConversationMessageEvent {
  /** The gateway's method; always this one. */
  method: 'ai_conversation';
  /** What is said; `isFunctionCallParams()` finds what is to be answered. */
  params: AIConversationParams;
  /** Which instance of the gateway it came from, if it said so. */
  voice_sdk_id?: string;
}

/** Whether the assistant wants a function to be called. Never throws. */
export function isFunctionCallParams(
  params: AIConversationParams,
): params is AIConversationFunctionCallParams {
  return says(params, 'conversation.item.created', 'function_call', ['name', 'arguments']);
}

/** Whether it is the result of a function. Never throws. */
export function isFunctionCallOutputParams(
  params: AIConversationParams,
): params is AIConversationFunctionCallOutputParams {
  return says(params, 'conversation.item.create', 'function_call_output', ['output']);
}

/** What a user says, and shows. */
export const userMessage = (id: string, text: string, images: readonly string[]) => ({
  type: 'conversation.item.create',
  previous_item_id: null,
  item: {
    id,
    type: 'message',
    role: 'user',
    content: [
      { type: 'input_text', text },
      ...images.map((url) => ({ type: 'image_url', image_url: { url } })),
    ],
  },
});

function says(params: unknown, type: string, itemType: string, texts: readonly string[]): boolean {
  const { type: found, item } = (params ?? {}) as { type?: unknown; item?: Record<string, unknown> | null };
  return (
    found === type &&
    item?.type === itemType &&
    ['call_id', ...texts].every((name) => typeof item[name] === 'string')
  );
}
