// What an AI assistant and its caller say to each other over the gateway: the messages, and which is which.
// Types and checks; knows no call and no socket.

/** The assistant wants a function of the application to be called. `arguments` is JSON. */
export interface FunctionCallItem {
  type: 'function_call';
  call_id: string;
  name: string;
  arguments: string;
}

/** What that function returned, as text. */
export interface FunctionCallOutputItem {
  type: 'function_call_output';
  call_id: string;
  output: string;
}

/** Asks for the assistant's words as they are spoken. */
export interface ResponseAudioStreamSubscribeItem {
  type: 'response.audio_stream.subscribe';
}

/** What `sendAIConversationMessage()` takes. */
export type AIConversationOutboundItem = FunctionCallOutputItem | ResponseAudioStreamSubscribeItem;
export type ISendAIConversationMessageOptions = AIConversationOutboundItem;

export interface AIConversationFunctionCallParams {
  type: 'conversation.item.created';
  item: FunctionCallItem;
}

export interface AIConversationFunctionCallOutputParams {
  type: 'conversation.item.create';
  item: FunctionCallOutputItem;
}

export interface AIConversationOutboundParams {
  type: 'conversation.item.create';
  item: AIConversationOutboundItem;
}

export type AIConversationParams =
  AIConversationFunctionCallParams | AIConversationOutboundParams | { type: string; [key: string]: unknown };

/** The payload of `telnyx.ai.conversation`. */
export interface IAIConversationMessageEvent {
  method: 'ai_conversation';
  params: AIConversationParams;
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
